import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let pinecone: Harness;
beforeAll(async () => {
  pinecone = await startHarness(server);
});
afterAll(() => pinecone.close());

const search = (args: Record<string, unknown>) => pinecone.call("pinecone_search_indexes", args);

type Hit = { id: string; index: string; namespace: string; score: number };

test("answers from pages, calls and tickets come as one list, ordered by one model", async () => {
  pinecone.sent();
  const answer = await search({
    indexes: ["company-docs/projects", "call-transcripts", "support-tickets"],
    query: "Bluefin's night batch finished too late",
    limit: 8,
  });
  const records = answer.structured.records as Hit[];
  expect(new Set(records.map(({ index }) => index)).size).toBeGreaterThan(1);
  expect(records.map(({ score }) => score)).toEqual(
    records.map(({ score }) => score).sort((left, right) => right - left),
  );
  expect(pinecone.sent().filter((line) => line.endsWith("/rerank"))).toHaveLength(1);
  expect(answer.structured.failures).toBeUndefined();
});

test("the same text from two places is told once", async () => {
  const record = { id: "twice", text: "The pallet scanner loses its pairing in the cold store" };
  for (const namespace of ["copy-a", "copy-b"])
    await pinecone.call("pinecone_upsert_records", {
      index: "support-tickets",
      namespace,
      records: [record],
    });
  const answer = await search({
    indexes: ["support-tickets/copy-a", "support-tickets/copy-b"],
    query: "pallet scanner pairing",
  });
  expect(answer.structured.records).toMatchObject([{ id: "twice", namespace: "copy-a" }]);
});

test("a part that fails is named and hides nothing", async () => {
  const answer = await search({
    indexes: ["deal-lookalikes", "nowhere", "support-tickets"],
    query: "webhook retries",
  });
  expect(answer.isError).toBe(false);
  expect((answer.structured.records as Hit[]).length).toBeGreaterThan(0);
  expect(answer.structured.failures).toMatchObject([
    {
      part: "search of deal-lookalikes/__default__",
      error: expect.stringContaining("kind is dense") as string,
    },
    {
      part: "search of nowhere/__default__",
      error: expect.stringContaining("pinecone_list_indexes") as string,
    },
  ]);
  expect(answer.text).toContain("Not done: search of nowhere/__default__");
});

test("when every part fails, the call fails", async () => {
  const answer = await search({ indexes: ["nowhere", "deal-lookalikes"], query: "x" });
  expect(answer.error).toMatchObject({ kind: "input", status: 404 });
});

test("without the reranker the finds are still told, turn by turn", async () => {
  const answer = await search({
    indexes: ["company-docs/guides", "support-tickets"],
    query: "webhooks",
    limit: 4,
    rerank_model: "none",
  });
  const records = answer.structured.records as Hit[];
  expect(records.map(({ index }) => index).slice(0, 2)).toEqual(["company-docs", "support-tickets"]);
  expect(records).toHaveLength(4);
  expect(answer.text).toMatch(/Not done: reranking.*'none' is not supported/);
});

test("a place that leads elsewhere in a path is refused", async () => {
  expect((await search({ indexes: ["company-docs/.."], query: "x" })).error?.kind).toBe("input");
});
