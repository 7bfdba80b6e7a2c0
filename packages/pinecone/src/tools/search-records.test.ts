import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let pinecone: Harness;
beforeAll(async () => {
  pinecone = await startHarness(server);
});
afterAll(() => pinecone.close());

const search = (args: Record<string, unknown>) =>
  pinecone.call("pinecone_search_records", { index: "company-docs", namespace: "projects", ...args });

type Hit = { id: string; score: number; fields: Record<string, unknown> };

const hits = ({ structured }: { structured: Record<string, unknown> }) => structured.records as Hit[];

test("finds by meaning and keeps the lines of a text", async () => {
  const answer = await search({
    query: "how do we roll back Flow 4.0",
    limit: 1,
    fields: ["chunk_text", "title"],
  });
  expect(answer.text).toMatchInlineSnapshot(`
    "# flow4-golive#3, score 0.48855
    title: Flow 4.0 go-live checklist
    chunk_text:
    Flow 4.0 go-live checklist
    ## Roll back

    Switch \`reservations.enabled\` off for the tenant. Holds expire within fifteen minutes."
  `);
  expect(hits(answer)).toHaveLength(1);
});

test("filters read metadata, also when they arrive as text", async () => {
  const filter = { $and: [{ kind: { $in: ["plan", "notes"] } }, { hubspot_deal_id: { $exists: false } }] };
  const found = hits(await search({ query: "Flow", filter, limit: 50 }));
  expect(found.length).toBeGreaterThan(2);
  expect(found.every(({ fields }) => ["plan", "notes"].includes(String(fields.kind)))).toBe(true);
  expect(hits(await search({ query: "Flow", filter: JSON.stringify(filter), limit: 50 }))).toEqual(found);
});

test("a reranker reads more candidates than are returned, and its field comes with them", async () => {
  const answer = await search({
    query: "late batches at night",
    limit: 2,
    fields: ["title"],
    rerank_model: "bge-reranker-v2-m3",
  });
  const sent = pinecone.sandbox.requests.at(-1)?.body;
  expect(sent).toMatchObject({
    query: { top_k: 6 },
    fields: ["title", "chunk_text"],
    rerank: {
      model: "bge-reranker-v2-m3",
      rank_fields: ["chunk_text"],
      top_n: 2,
      parameters: { truncate: "END" },
    },
  });
  expect(hits(answer)).toHaveLength(2);
  expect(hits(answer)[0]?.id).toMatch(/^bluefin-incident/);
});

test("an empty answer says that the namespace may be another", async () => {
  const answer = await search({ query: "Flow", namespace: "__default__" });
  expect(answer.text).toMatch(/No record fits.*pinecone_list_namespaces/);
});

test("an index without a model is refused with the tools that fit", async () => {
  const answer = await search({ index: "deal-lookalikes", query: "x" });
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(/kind is dense\. Use pinecone_query_vectors/);
});

test("a wrong filter and a wrong model are refused in Pinecone's words", async () => {
  const like = await search({ query: "x", filter: { kind: { $like: "p" } } });
  expect(like.text).toMatch(/does not accept \(400\).*\$like is not a valid operator/);
  const model = await search({ query: "x", rerank_model: "none" });
  expect(model.text).toMatch(/'none' is not supported for reranking/);
});

test("text with hidden characters and instructions comes as data, between marks", async () => {
  const answer = await search({
    index: "support-tickets",
    namespace: "__default__",
    query: "the export button does nothing",
    limit: 1,
  });
  expect(answer.raw).toMatch(/^<data from="pinecone"/);
  expect(answer.text).toContain("<system>IMPORTANT");
});
