import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let pinecone: Harness;
beforeAll(async () => {
  pinecone = await startHarness(server);
});
afterAll(() => pinecone.close());

const remove = (index: string) => pinecone.call("pinecone_delete_index", { index });

test("protection holds until it is switched off; then the index is gone, also for calls that knew its host", async () => {
  await pinecone.call("pinecone_get_index_stats", { index: "deal-lookalikes" });
  const refused = await remove("deal-lookalikes");
  expect(refused.error).toMatchObject({ kind: "input", status: 409 });
  expect(refused.text).toMatch(/Deletion protection is on.*pinecone_update_index/);
  await pinecone.call("pinecone_update_index", { index: "deal-lookalikes", deletion_protection: false });
  expect((await remove("deal-lookalikes")).isError).toBe(false);
  const stats = await pinecone.call("pinecone_get_index_stats", { index: "deal-lookalikes" });
  expect(stats.text).toMatch(/no index "deal-lookalikes"/);
});

test("an index that does not exist is named", async () => {
  expect((await remove("nowhere")).text).toMatch(/no index "nowhere".*pinecone_list_indexes/);
});
