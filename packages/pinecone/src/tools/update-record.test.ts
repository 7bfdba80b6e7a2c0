import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let pinecone: Harness;
beforeAll(async () => {
  pinecone = await startHarness(server);
});
afterAll(() => pinecone.close());

const update = (args: Record<string, unknown>) =>
  pinecone.call("pinecone_update_record", { index: "support-tickets", ...args });

const urgent = { priority: "URGENT" };

async function marked(): Promise<number> {
  const found = await pinecone.call("pinecone_list_records", {
    index: "support-tickets",
    filter: { marked: true },
  });
  return (found.structured.records as unknown[]).length;
}

test("by filter the records are counted first, then changed", async () => {
  const dry = await update({ filter: urgent, dry_run: true });
  const matched = dry.structured.matched as number;
  expect(dry.structured).toEqual({ matched, changed: false });
  expect(matched).toBeGreaterThan(0);
  const answer = await update({ filter: urgent, metadata: { marked: true } });
  expect(answer.structured).toEqual({ matched, changed: true });
  expect(await marked()).toBe(matched);
});

test("more records than max_records are left alone", async () => {
  const before = await marked();
  const answer = await update({
    filter: { solved: { $exists: true } },
    metadata: { marked: true },
    max_records: 3,
  });
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(/more than max_records \(3\): nothing was changed/);
  expect(await marked()).toBe(before);
});

test("by id one record gets new fields, or a new vector", async () => {
  const index = "deal-lookalikes";
  const ids = await pinecone.call("pinecone_list_record_ids", { index, limit: 1 });
  const [id] = ids.structured.ids as string[];
  expect(
    (await update({ index, id, metadata: { reviewed: true }, values: [1, 0, 0, 0, 0, 0, 0, 0] })).structured,
  ).toEqual({ changed: true, id });
  const read = await pinecone.call("pinecone_get_records", { index, ids: [id] });
  expect(read.structured.records).toMatchObject([{ fields: { reviewed: true }, values: [1, 0, 0, 0, 0] }]);
});

test.each([
  ["neither id nor filter", { metadata: { a: 1 } }, /either id or a filter/],
  ["both", { id: "a", filter: urgent, metadata: { a: 1 } }, /either id or a filter/],
  ["an empty filter", { filter: {}, metadata: { a: 1 } }, /a filter that is not empty/],
  ["nothing to change", { id: "a" }, /Nothing to change/],
  ["values by filter", { filter: urgent, values: [1] }, /A filter can set metadata only/],
  ["a dry run by id", { id: "a", metadata: { a: 1 }, dry_run: true }, /leave it out with id/],
  ["a vector of another length", { index: "deal-lookalikes", id: "a", values: [1] }, /dimension 8/],
  ["metadata that cannot be kept", { id: "a", metadata: { a: { b: 1 } } }, /metadata "a": takes text/],
])("%s is refused before anything is sent", async (_, args, wording) => {
  pinecone.sent();
  const answer = await update(args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
  expect(pinecone.sent().some((line) => line.startsWith("POST"))).toBe(false);
});

test("a filter that fits nothing is told", async () => {
  expect((await update({ filter: { priority: "NONE" }, metadata: { a: 1 } })).text).toMatch(
    /No record .* fits the filter/,
  );
});
