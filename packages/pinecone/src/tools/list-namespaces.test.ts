import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let pinecone: Harness;
beforeAll(async () => {
  pinecone = await startHarness(server);
});
afterAll(() => pinecone.close());

const list = (args: Record<string, unknown>) =>
  pinecone.call("pinecone_list_namespaces", { index: "company-docs", ...args });

test("lists namespaces with their sizes, by prefix and page by page", async () => {
  const first = await list({ limit: 1 });
  expect(first.structured).toMatchObject({ total: 2, namespaces: [{ name: "guides" }] });
  const second = await list({ limit: 1, cursor: first.structured.next_cursor });
  expect(second.structured).toMatchObject({ namespaces: [{ name: "projects" }] });
  expect(second.structured.next_cursor).toBeUndefined();
  expect((await list({ prefix: "proj" })).structured).toMatchObject({
    total: 1,
    namespaces: [{ name: "projects" }],
  });
});

test("a cursor that is none is refused", async () => {
  expect((await list({ cursor: "bm9uZQ" })).text).toMatch(/pass next_cursor of the answer before/);
});
