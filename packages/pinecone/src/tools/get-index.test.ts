import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let pinecone: Harness;
beforeAll(async () => {
  pinecone = await startHarness(server);
});
afterAll(() => pinecone.close());

test("tells host, place, model and the field that is embedded", async () => {
  const answer = await pinecone.call("pinecone_get_index", { index: "support-tickets" });
  expect(answer.structured).toMatchObject({
    kind: "integrated",
    model: "multilingual-e5-large",
    text_field: "text",
    deployment: "managed: aws us-east-1",
    schema: [{ field: "text", type: "semantic_text" }],
  });
  expect(answer.structured.host).toContain("support-tickets");
});

test("tells an index of one's own vectors, and whether it is protected", async () => {
  const answer = await pinecone.call("pinecone_get_index", { index: "deal-lookalikes" });
  expect(answer.structured).toMatchObject({
    kind: "dense",
    metric: "dotproduct",
    dimension: 8,
    deletion_protection: true,
  });
  expect(answer.structured.model).toBeUndefined();
});

test("an unknown name is named, with the tool that lists the known ones", async () => {
  const answer = await pinecone.call("pinecone_get_index", { index: "nowhere" });
  expect(answer.error).toMatchObject({ kind: "input", status: 404 });
  expect(answer.text).toMatch(/no index "nowhere".*pinecone_list_indexes/);
});

test("a name that would lead elsewhere in a path is refused before anything is sent", async () => {
  pinecone.sent();
  const answer = await pinecone.call("pinecone_get_index", { index: "../models" });
  expect(answer.error?.kind).toBe("input");
  expect(pinecone.sent()).toEqual([]);
});
