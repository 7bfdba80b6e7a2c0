import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let pinecone: Harness;
beforeAll(async () => {
  pinecone = await startHarness(server);
});
afterAll(() => pinecone.close());

const query = (args: Record<string, unknown>) =>
  pinecone.call("pinecone_query_vectors", { index: "deal-lookalikes", ...args });

const vector = [0, 1, 0, 0.8, 0.5, 0.4, 1, 0.5];

type Hit = { id: string; score: number; fields: Record<string, unknown>; values?: number[] };

const hits = ({ structured }: { structured: Record<string, unknown> }) => structured.records as Hit[];

test("finds what is nearest to a vector, with metadata and without the numbers", async () => {
  const answer = await query({ vector, limit: 2, filter: { product: "insight", amount: { $gt: 45_000 } } });
  expect(answer.text).toMatchInlineSnapshot(`
    "score	id	name	hubspot_deal_id	company	product	amount	stage	owner_email
    3.4693	deal-31480220202	Redwick Motors - Insight analytics	31480220202	Redwick Motors	insight	69000	Won	lucas.ferreira@tessalane.example
    3.3046	deal-31480220306	Kitewell Toys - Insight analytics	31480220306	Kitewell Toys	insight	50000	Pilot	priya.venkataraman@tessalane.example"
  `);
  expect(hits(answer)[0]?.values).toBeUndefined();
});

test("finds what is near a stored record, itself included, with the numbers when asked", async () => {
  const [first] = hits(await query({ vector, limit: 1 }));
  const near = hits(await query({ id: first?.id, limit: 3, include_values: true }));
  expect(near.map(({ id }) => id)).toContain(first?.id);
  expect(near[0]?.values).toHaveLength(8);
});

test("sparse values find shared terms, alone or beside a dense vector", async () => {
  const terms = await pinecone.call("pinecone_create_embeddings", {
    texts: ["lorries leave before the batch ends"],
    model: "pinecone-sparse-english-v0",
  });
  const [embedding] = terms.structured.embeddings as { sparse_indices: number[]; sparse_values: number[] }[];
  const found = hits(await query({ index: "ticket-keywords", ...embedding, limit: 1 }));
  expect(found[0]?.fields.subject).toBe("Night batch finished at 05:40 again");
  const hybrid = hits(await query({ vector, ...embedding, limit: 100 }));
  const dense = hits(await query({ vector, limit: 100 }));
  expect(hybrid.length).toBe(dense.length);
});

test.each([
  ["a vector of another length", { vector: [1, 2] }, /vector has 2 numbers.*dimension 8/],
  [
    "a dense vector for a sparse index",
    { index: "ticket-keywords", vector: [1] },
    /takes sparse values alone/,
  ],
  ["nothing to look for", {}, /Pass either id, or vector/],
  ["two things to look for", { id: "a", vector }, /Pass either id, or vector/],
  ["indices without values", { sparse_indices: [1, 2], sparse_values: [1] }, /one value for each index/],
])("%s is refused before Pinecone is asked", async (_, args, wording) => {
  pinecone.sent();
  const answer = await query(args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
  expect(pinecone.sent().some((line) => line.startsWith("POST"))).toBe(false);
});
