import { expect, test } from "vitest";
import { collect, type VendorPage } from "./paging.ts";

/** A vendor with short and empty pages before its end. */
const pages: Record<string, VendorPage<number>> = {
  "": { rows: [1, 2, 3], next: "a" },
  a: { rows: [], next: "b" },
  b: { rows: [4], next: "c" },
  c: { rows: [5, 6, 7, 8] },
};
const fetchPage = async (token: string | undefined) => pages[token ?? ""] ?? { rows: [] };

test.each([1, 2, 3, 5, 20])("a walk with limit %i sees every row once and in order", async (limit) => {
  const seen: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await collect({ limit, cursor }, fetchPage);
    expect(page.rows.length).toBeLessThanOrEqual(limit);
    seen.push(...page.rows);
    cursor = page.next_cursor;
  } while (cursor !== undefined);
  expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test("reads no further than the limit needs, nor than its bound on pages", async () => {
  let calls = 0;
  const endless = async () => ({ rows: [], next: String(++calls) });
  const page = await collect({ limit: 5 }, endless, 4);
  expect(calls).toBe(4);
  expect(page.next_cursor).toBeDefined();
  calls = 0;
  await collect({ limit: 2 }, async (token) => {
    calls++;
    return fetchPage(token);
  });
  expect(calls).toBe(1);
});

test.each([
  "",
  "xx",
  "e30",
  Buffer.from('["a",-1]').toString("base64url"),
  Buffer.from("[1,0]").toString("base64url"),
])("%j is no cursor", async (cursor) => {
  await expect(collect({ limit: 1, cursor }, fetchPage)).rejects.toThrow(/is not a cursor of this tool/);
});
