import { type Index, Pinecone, type PineconeRecord, type QueryOptions } from "@pinecone-database/pinecone";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../src/sandbox.ts";
import { findSpecs } from "../src/specs/find.ts";

let sandbox: Sandbox;
let client: Pinecone;

beforeAll(async () => {
  const specs = findSpecs();
  sandbox = await startSandbox({ vendors: ["pinecone"], ...(specs === undefined ? {} : { specs }) });
  client = clientWith(sandbox.env["PINECONE_API_KEY"] ?? "");
});
afterAll(async () => {
  await sandbox.close();
  expect(sandbox.violations).toEqual([]);
});
beforeEach(() => sandbox.faults.clear());

function clientWith(apiKey: string): Pinecone {
  return new Pinecone({
    apiKey,
    controllerHostUrl: sandbox.env["PINECONE_BASE_URL"] ?? "",
    maxRetries: 0,
  });
}

/** By host, as Pinecone advises. */
async function indexNamed(name: string, namespace: string): Promise<Index> {
  const { host } = await client.indexes.describe(name);
  return client.index({ host, namespace });
}

const byText = (text: string, topK = 3) => ({ query: { topK, inputs: { text } } });

describe("indexes", () => {
  test("are listed and described in the words of 2026-07, which the SDK reads back into the older ones", async () => {
    const { indexes = [] } = await client.indexes.list();
    expect(indexes.map(({ name }) => name)).toEqual([
      "company-docs",
      "call-transcripts",
      "support-tickets",
      "deal-lookalikes",
      "ticket-keywords",
    ]);
    const docs = await client.indexes.describe("company-docs");
    expect(docs).toMatchObject({ name: "company-docs", status: { ready: true } });
    expect(docs.embed).toMatchObject({ model: "llama-text-embed-v2", fieldMap: { text: "chunk_text" } });
    const lookalikes = await client.indexes.describe("deal-lookalikes");
    expect([lookalikes.dimension, lookalikes.metric, lookalikes.vectorType]).toEqual([
      8,
      "dotproduct",
      "dense",
    ]);
    expect((await client.indexes.describe("ticket-keywords")).vectorType).toBe("sparse");
  });

  test("are created by model or dimension, changed and deleted; protection holds", async () => {
    const made = await client.indexes.createForModel({
      name: "notes",
      cloud: "aws",
      region: "us-east-1",
      embed: { model: "multilingual-e5-large", fieldMap: { text: "body" } },
      deletionProtection: "enabled",
    });
    expect(made?.status).toMatchObject({ ready: false });
    await expect(client.indexes.delete("notes")).rejects.toThrow(/Deletion protection is enabled/);
    const changed = await client.indexes.configure("notes", {
      deletionProtection: "disabled",
      tags: { a: "b" },
    });
    expect(changed.tags).toEqual({ a: "b" });
    await client.indexes.delete("notes");
    await expect(client.indexes.describe("notes")).rejects.toThrow(/404/);
    await client.indexes.create({
      name: "own",
      dimension: 3,
      metric: "euclidean",
      spec: { serverless: { cloud: "aws", region: "us-east-1" } },
    });
    await expect(
      client.indexes.create({
        name: "own",
        dimension: 3,
        spec: { serverless: { cloud: "aws", region: "us-east-1" } },
      }),
    ).rejects.toThrow(/already exists/);
    await client.indexes.delete("own");
  });
});

describe("records by text", () => {
  test("similar text is found first, with filters, fields and reranking", async () => {
    const docs = await indexNamed("company-docs", "projects");
    const found = await docs.searchRecords(byText("how fast is the reservation service under load"));
    expect(found.result.hits[0]?._id).toMatch(/^reservation-load#|^flow4/);
    const [first, second] = found.result.hits;
    expect(first?._score).toBeGreaterThan(second?._score ?? 1);
    const reranked = await docs.searchRecords({
      query: { ...byText("roll back").query, topK: 10, filter: { kind: { $eq: "plan" } } },
      fields: ["title", "section"],
      rerank: { model: "bge-reranker-v2-m3", rankFields: ["section"], topN: 2 },
    });
    expect(reranked.result.hits[0]?.fields).toEqual({
      title: "Flow 4.0 go-live checklist",
      section: "Roll back",
    });
    expect(reranked.usage).toMatchObject({ rerankUnits: 1 });
  });

  test("text that was upserted is found, and wrong records are refused as a whole", async () => {
    const tickets = await indexNamed("support-tickets", "drafts");
    await tickets.upsertRecords({ records: [{ id: "t1", text: "The pallet scanner loses its pairing" }] });
    const { result } = await tickets.searchRecords(byText("pairing of a scanner is lost", 1));
    expect(result.hits[0]).toMatchObject({ _id: "t1" });
    await expect(tickets.upsertRecords({ records: [{ id: "t2", body: "x" }] })).rejects.toThrow(
      /missing the mapped field 'text'/,
    );
    const many = Array.from({ length: 97 }, (_, place) => ({ id: `m${place}`, text: "x" }));
    await expect(tickets.upsertRecords({ records: many })).rejects.toThrow(/between 1 and 96, got 97/);
  });
});

describe("vectors by value", () => {
  test("are upserted, fetched, queried, updated and deleted", async () => {
    const own = await indexNamed("deal-lookalikes", "tests");
    const records: PineconeRecord[] = [
      { id: "a", values: [1, 0, 0, 0, 0, 0, 0, 0], metadata: { colour: "red", size: 1 } },
      { id: "b", values: [0, 1, 0, 0, 0, 0, 0, 0], metadata: { colour: "blue", size: 2 } },
      { id: "c", values: [1, 1, 0, 0, 0, 0, 0, 0], metadata: { size: 3 } },
    ];
    await own.upsert({ records });
    const asked = { vector: [2, 1, 0, 0, 0, 0, 0, 0], topK: 2, includeMetadata: true, includeValues: true };
    expect((await own.query(asked)).matches.map(({ id, score }) => [id, score])).toEqual([
      ["c", 3],
      ["a", 2],
    ]);
    const filtered = await own.query({ ...asked, filter: { colour: { $exists: false } } });
    expect(filtered.matches).toMatchObject([{ id: "c", metadata: { size: 3 }, values: records[2]?.values }]);
    await own.update({ id: "b", metadata: { colour: "green" } });
    const read = await own.fetch({ ids: ["b", "nothing"] });
    expect(read.records).toMatchObject({ b: { metadata: { colour: "green", size: 2 } } });
    const bySize = await own.fetchByMetadata({ filter: { size: { $gte: 2 } }, limit: 1 });
    expect(Object.keys(bySize.records)).toEqual(["b"]);
    expect(bySize.pagination?.next).toBeTypeOf("string");
    await own.deleteMany({ filter: { size: { $lt: 3 } } });
    expect((await own.listPaginated()).vectors).toEqual([{ id: "c" }]);
    await own.deleteAll();
    expect((await own.listPaginated()).vectors).toEqual([]);
    await expect(own.upsert({ records: [{ id: "d", values: [1, 2] }] })).rejects.toThrow(
      /Vector dimension 2 does not match the dimension of the index 8/,
    );
    await expect(own.query({ ...asked, filter: { size: { $like: 1 } } })).rejects.toThrow(
      /\$like is not a valid operator/,
    );
  });

  test("sparse vectors are found by the terms they share, and lists page by token", async () => {
    const keywords = await indexNamed("ticket-keywords", "__default__");
    const { data } = await client.inference.embed({
      model: "pinecone-sparse-english-v0",
      inputs: ["night batch late"],
      parameters: { inputType: "query" },
    });
    const [terms] = data;
    if (terms?.vectorType !== "sparse") throw new Error("the model is sparse");
    const asked = {
      topK: 2,
      sparseVector: { indices: terms.sparseIndices, values: terms.sparseValues },
      includeMetadata: true,
    };
    // The SDK's types know no query by sparse values alone, although Pinecone and the SDK's code do.
    const { matches } = await keywords.query(asked as unknown as QueryOptions);
    expect(matches[0]?.metadata?.["subject"]).toMatch(/[Bb]atch/);
    const ids: string[] = [];
    let paginationToken: string | undefined;
    do {
      const page = await keywords.listPaginated({
        limit: 9,
        ...(paginationToken ? { paginationToken } : {}),
      });
      ids.push(...(page.vectors ?? []).map(({ id }) => id ?? ""));
      paginationToken = page.pagination?.next;
    } while (paginationToken);
    const { totalRecordCount } = await keywords.describeIndexStats();
    expect(new Set(ids).size).toBe(totalRecordCount);
  });
});

test("namespaces are listed, described and deleted", async () => {
  const docs = await indexNamed("company-docs", "guides");
  const { namespaces = [] } = await docs.listNamespaces();
  expect(namespaces.map(({ name }) => name)).toEqual(["guides", "projects"]);
  expect((await docs.describeNamespace("guides")).recordCount).toBeGreaterThan(5);
  await docs.deleteNamespace("guides");
  await expect(docs.describeNamespace("guides")).rejects.toThrow(/404/);
});

test("documents are reranked, and models are told", async () => {
  const { data } = await client.inference.rerank({
    model: "bge-reranker-v2-m3",
    query: "late night batch",
    documents: [{ text: "New logo for the web store" }, { text: "The night batch finished late again" }],
    topN: 1,
  });
  expect(data).toMatchObject([{ index: 1, document: { text: "The night batch finished late again" } }]);
  expect((await client.inference.listModels({ type: "rerank" })).models).toHaveLength(3);
});

test("a viewer's key reads and may not write; a data key may not look up a host; a wrong key is refused", async () => {
  const viewer = clientWith("pcsk_sandbox_project-viewer");
  const { host } = await viewer.indexes.describe("deal-lookalikes");
  const index = viewer.index({ host });
  expect((await index.listPaginated({ limit: 1 })).vectors).toHaveLength(1);
  await expect(index.deleteOne({ id: "x" })).rejects.toThrow(/required permissions/);
  await expect(viewer.indexes.delete("deal-lookalikes")).rejects.toThrow(/required permissions/);
  const data = clientWith("pcsk_sandbox_data-plane-viewer");
  await expect(data.indexes.list()).rejects.toThrow(/required permissions/);
  expect((await data.index({ host }).listPaginated({ limit: 1 })).vectors).toHaveLength(1);
  await expect(clientWith("pcsk_wrong").indexes.list()).rejects.toMatchObject({
    name: "PineconeAuthorizationError",
  });
});

test("the description covers what was sent, but for the index model that 2026-07 reshaped", () => {
  const coverage = sandbox.coverage()["pinecone"];
  if (!coverage) return expect(findSpecs()).toBeUndefined();
  expect(coverage).toMatchObject({ description: "official" });
  expect(coverage.operationsCovered.length).toBeGreaterThan(12);
});
