import { expect, test } from "vitest";
import { everyPage } from "./paging.ts";
import type { List } from "./types.ts";

test("reads to the last page, and no further than the bound although pages are empty", async () => {
  const asked: (string | undefined)[] = [];
  const endless = (results: number[]) => (paging: { start_cursor?: string }) => {
    asked.push(paging.start_cursor);
    const last = results.length > 0 && asked.length === 2;
    return Promise.resolve({ results, next_cursor: last ? null : `${asked.length}` } as List<number>);
  };
  expect(await everyPage(500, endless([1]))).toEqual([1, 1]);
  expect(asked.splice(0)).toEqual([undefined, "1"]);
  expect(await everyPage(300, endless([]))).toEqual([]);
  expect(asked).toEqual([undefined, "1", "2"]);
});
