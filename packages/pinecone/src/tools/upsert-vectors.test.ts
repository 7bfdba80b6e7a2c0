import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let pinecone: Harness;
beforeAll(async () => {
  pinecone = await startHarness(server);
});
afterAll(() => pinecone.close());

const upsert = (vectors: unknown[], args: Record<string, unknown> = {}) =>
  pinecone.call("pinecone_upsert_vectors", {
    index: "deal-lookalikes",
    namespace: "tests",
    vectors,
    ...args,
  });

const values = [1, 0, 0, 0, 0, 0, 0, 1];

test("vectors are written with metadata and sparse values, and read back", async () => {
  const sparse_values = { indices: [7, 9], values: [0.5, 1] };
  const answer = await upsert([
    { id: "a", values, sparse_values, metadata: { name: "Draft", tags: ["x", "y"] } },
  ]);
  expect(answer.structured).toEqual({ upserted: 1, requests: 1, namespace: "tests" });
  const read = await pinecone.call("pinecone_get_records", {
    index: "deal-lookalikes",
    namespace: "tests",
    ids: ["a"],
  });
  expect(read.structured.records).toMatchObject([
    { id: "a", dimension: 8, sparse_indices: [7, 9], sparse_values: [0.5, 1], fields: { tags: ["x", "y"] } },
  ]);
});

test("many vectors are split by number and by size", async () => {
  pinecone.sent();
  const many = Array.from({ length: 1200 }, (_, place) => ({ id: `n${place}`, values }));
  expect((await upsert(many)).structured).toMatchObject({ upserted: 1200, requests: 2 });
  const large = Array.from({ length: 100 }, (_, place) => ({
    id: `l${place}`,
    values,
    metadata: { note: "x".repeat(30_000) },
  }));
  expect((await upsert(large)).structured).toMatchObject({ upserted: 100, requests: 2 });
});

test.each([
  [
    "a wrong length",
    [
      { id: "a", values },
      { id: "b", values: [1] },
    ],
    /vectors\[1\] \("b"\) has 1 numbers.*dimension 8/,
  ],
  ["no values", [{ id: "a" }], /vectors\[0\] has no values/],
  ["an unknown key", [{ id: "a", values, meta: {} }], /vectors\[0\].*meta/],
  [
    "null in the metadata",
    [{ id: "a", values, metadata: { x: null } }],
    /"metadata.x": takes text, number, boolean/,
  ],
  [
    "sparse values that do not pair",
    [{ id: "a", values, sparse_values: { indices: [1], values: [] } }],
    /one value for each index/,
  ],
])("%s is refused before anything is sent", async (_, vectors, wording) => {
  pinecone.sent();
  const answer = await upsert(vectors);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
  expect(pinecone.sent().some((line) => line.startsWith("POST"))).toBe(false);
});

test("an index that embeds text itself takes vectors only together with their text", async () => {
  const made = await pinecone.call("pinecone_create_embeddings", {
    texts: ["Cranes in the harbour"],
    model: "llama-text-embed-v2",
  });
  const [embedding] = made.structured.embeddings as { values: number[] }[];
  const index = "company-docs";
  const bare = await upsert([{ id: "a", values: embedding?.values }], { index });
  expect(bare.text).toMatch(/use pinecone_upsert_records, or put the text of .* into metadata\.chunk_text/);
  await upsert([{ id: "a", ...embedding, metadata: { chunk_text: "Cranes in the harbour" } }], { index });
  const found = await pinecone.call("pinecone_search_records", {
    index,
    namespace: "tests",
    query: "harbour cranes",
  });
  expect(found.structured.records).toMatchObject([{ id: "a" }]);
});
