import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let pinecone: Harness;
beforeAll(async () => {
  pinecone = await startHarness(server);
});
afterAll(() => pinecone.close());

const rerank = (args: Record<string, unknown>) => pinecone.call("pinecone_rerank_documents", args);

test("orders texts by the query and tells where each was", async () => {
  const answer = await rerank({
    query: "late night batch",
    documents: ["A new logo for the web store", "The night batch finished late again", "Batch sizes"],
    limit: 2,
  });
  expect(answer.text).toMatchInlineSnapshot(`
    "score	position	text
    0.9076	1	The night batch finished late again
    0.34398	2	Batch sizes"
  `);
});

test("a model that does not exist is refused in Pinecone's words; Cohere's gets no parameters of others", async () => {
  expect((await rerank({ query: "x", documents: ["x"], model: "none" })).text).toMatch(
    /'none' is not supported/,
  );
  await rerank({ query: "x", documents: ["x"], model: "cohere-rerank-3.5" });
  expect(pinecone.sandbox.requests.at(-1)?.body).not.toHaveProperty("parameters");
});
