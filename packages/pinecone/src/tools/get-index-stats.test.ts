import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let pinecone: Harness;
beforeAll(async () => {
  pinecone = await startHarness(server);
});
afterAll(() => pinecone.close());

test("counts records in all and by namespace, the largest first", async () => {
  const answer = await pinecone.call("pinecone_get_index_stats", { index: "company-docs" });
  const { namespaces, records } = answer.structured as {
    namespaces: { name: string; records: number }[];
    records: number;
  };
  expect(namespaces.map(({ name }) => name)).toEqual(["projects", "guides"]);
  expect(namespaces.reduce((sum, { records }) => sum + records, 0)).toBe(records);
  expect(answer.structured).toMatchObject({ metric: "cosine", dimension: 1024, vector_type: "dense" });
});

test("the host is looked up once for several calls", async () => {
  pinecone.sent();
  await pinecone.call("pinecone_get_index_stats", { index: "ticket-keywords" });
  await pinecone.call("pinecone_get_index_stats", { index: "ticket-keywords" });
  expect(pinecone.sent()).toEqual([
    "GET /indexes/ticket-keywords",
    "POST /host/ticket-keywords/describe_index_stats",
    "POST /host/ticket-keywords/describe_index_stats",
  ]);
});

test("a host that was given needs no look-up, so that a key for data alone will do", async () => {
  const { PINECONE_BASE_URL: url } = pinecone.sandbox.env;
  const limited = await startHarness(server, {
    env: { PINECONE_API_KEY: "pcsk_sandbox_data-plane-viewer" },
    flags: { index_hosts: `elsewhere=x.pinecone.io, company-docs=${url}/host/company-docs` },
  });
  const answer = await limited.call("pinecone_get_index_stats", { index: "company-docs" });
  expect(answer.structured.records).toBeGreaterThan(20);
  await limited.close();
});
