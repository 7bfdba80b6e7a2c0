import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let pinecone: Harness;
beforeAll(async () => {
  pinecone = await startHarness(server);
});
afterAll(() => pinecone.close());

const embed = (args: Record<string, unknown>) => pinecone.call("pinecone_create_embeddings", args);

type Embedding = { values?: number[]; sparse_indices?: number[] };

test("dense vectors have the dimension that was asked for, and the text shows only their beginning", async () => {
  const answer = await embed({
    texts: ["night batch", "logo"],
    model: "llama-text-embed-v2",
    dimension: 384,
  });
  const embeddings = answer.structured.embeddings as Embedding[];
  expect(embeddings.map(({ values }) => values?.length)).toEqual([384, 384]);
  expect(answer.text.length).toBeLessThan(300);
  expect(pinecone.sandbox.requests.at(-1)?.body).toMatchObject({
    parameters: { input_type: "query", truncate: "END", dimension: 384 },
  });
});

test("a vector that was made here finds its text in an index of the same model", async () => {
  const text = "Switch reservations off for the tenant";
  const [embedding] = (await embed({ texts: [text], model: "llama-text-embed-v2" })).structured
    .embeddings as Embedding[];
  const found = await pinecone.call("pinecone_query_vectors", {
    index: "company-docs",
    namespace: "projects",
    vector: embedding?.values,
    limit: 1,
  });
  expect(found.structured.records).toMatchObject([{ id: "flow4-golive#3" }]);
});

test("a model or dimension that does not exist is refused in Pinecone's words", async () => {
  expect((await embed({ texts: ["x"], model: "none" })).text).toMatch(/'none' is not supported/);
  expect((await embed({ texts: ["x"], model: "llama-text-embed-v2", dimension: 7 })).text).toMatch(
    /Dimension 7 is not supported/,
  );
});
