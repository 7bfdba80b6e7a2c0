import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let pinecone: Harness;
beforeAll(async () => {
  pinecone = await startHarness(server);
});
afterAll(() => pinecone.close());

const remove = (args: Record<string, unknown>) =>
  pinecone.call("pinecone_delete_records", { index: "support-tickets", namespace: "tests", ...args });

async function ids(): Promise<string[]> {
  const listed = await pinecone.call("pinecone_list_record_ids", {
    index: "support-tickets",
    namespace: "tests",
  });
  return listed.structured.ids as string[];
}

beforeAll(async () => {
  const records = ["a", "b", "c", "d"].map((id, place) => ({ id, text: `Text ${id}`, place }));
  await pinecone.call("pinecone_upsert_records", { index: "support-tickets", namespace: "tests", records });
});

test("deletes by id, then by filter, then all that is left", async () => {
  expect((await remove({ ids: ["a", "nothing"] })).text).toBe("Deleted 2 ids in namespace tests.");
  expect(await ids()).toEqual(["b", "c", "d"]);
  await remove({ filter: { place: { $gte: 3 } } });
  expect(await ids()).toEqual(["b", "c"]);
  const other = await remove({ all_in_namespace: "__default__" });
  expect(other.text).toMatch(/nothing was deleted\. Both must be the same/);
  expect(await ids()).toEqual(["b", "c"]);
  expect((await remove({ all_in_namespace: "tests" })).text).toBe("Deleted all records in namespace tests.");
  expect(await ids()).toEqual([]);
});

test.each([
  ["nothing", {}],
  ["an empty filter", { filter: {} }],
  ["two ways at once", { ids: ["a"], filter: { place: 1 } }],
])("%s is refused before anything is sent", async (_, args) => {
  pinecone.sent();
  const answer = await remove(args);
  expect(answer.text).toMatch(/exactly one of ids, a filter/);
  expect(pinecone.sent()).toEqual([]);
});

test("a namespace that does not exist is named", async () => {
  const answer = await remove({ namespace: "nowhere", ids: ["a"] });
  expect(answer.error).toMatchObject({ kind: "input", status: 404 });
  expect(answer.text).toMatch(/no namespace "nowhere" in index "support-tickets".*pinecone_list_namespaces/);
});
