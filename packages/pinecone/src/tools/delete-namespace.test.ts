import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let pinecone: Harness;
beforeAll(async () => {
  pinecone = await startHarness(server);
});
afterAll(() => pinecone.close());

const remove = (namespace: string) =>
  pinecone.call("pinecone_delete_namespace", { index: "company-docs", namespace });

test("the namespace goes with its records, the others stay", async () => {
  expect((await remove("guides")).text).toBe("Deleted namespace guides of index company-docs.");
  const left = await pinecone.call("pinecone_list_namespaces", { index: "company-docs" });
  expect(left.structured.namespaces).toMatchObject([{ name: "projects" }]);
  expect((await remove("guides")).text).toMatch(/no namespace "guides" in index "company-docs"/);
});

test("the namespace must be named, and may not lead elsewhere", async () => {
  expect((await pinecone.call("pinecone_delete_namespace", { index: "company-docs" })).text).toMatch(
    /"namespace" is missing/,
  );
  expect((await remove("..")).text).toMatch(/must not be/);
});
