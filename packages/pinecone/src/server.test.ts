import { startHarness } from "@sophia-mcp/testing/harness";
import { expect, test } from "vitest";
import { parseHosts } from "./hosts.ts";
import { projectOf } from "./index-info.ts";
import server from "./server.ts";

test("--check names the indexes that the key sees", async () => {
  const pinecone = await startHarness(server);
  const identity = await pinecone.engine.identify(AbortSignal.timeout(5000));
  expect(identity.account).toBe(
    "a Pinecone project with 5 indexes: company-docs, call-transcripts, support-tickets, deal-lookalikes, ticket-keywords",
  );
  expect(identity.notes).toContain("API version 2026-07");
  await pinecone.close();
});

test("--check says what is wrong with a key, not what the SDK makes of it", async () => {
  const pinecone = await startHarness(server, { env: { PINECONE_API_KEY: "pcsk_wrong_key_1234" } });
  await expect(pinecone.engine.identify(AbortSignal.timeout(5000))).rejects.toThrow(
    /Pinecone refused the credential in PINECONE_API_KEY \(401\)/,
  );
  await pinecone.close();
});

test("the project is read from a host", () => {
  const host = "docs-and-more-4zo0ijk.svc.us-east1-aws.pinecone.io";
  expect(projectOf([{ name: "docs-and-more", host }])).toBe("project 4zo0ijk");
  expect(projectOf([{ name: "docs", host: "http://127.0.0.1:1/host/docs" }])).toBeUndefined();
});

test("hosts are read with and without a scheme, and a part that is none is named", async () => {
  expect([...parseHosts(" a=a-1.pinecone.io,b-2=http://127.0.0.1:9/host/b/ ")]).toEqual([
    ["a", "https://a-1.pinecone.io"],
    ["b-2", "http://127.0.0.1:9/host/b"],
  ]);
  const pinecone = await startHarness(server, { env: { PINECONE_INDEX_HOSTS: "docs" } });
  const answer = await pinecone.call("pinecone_list_indexes");
  expect(answer.error?.kind).toBe("config");
  expect(answer.text).toMatch(/PINECONE_INDEX_HOSTS: "docs" is not name=host/);
  await pinecone.close();
});

test("a host outside Pinecone is refused, and gets no key", async () => {
  const pinecone = await startHarness(server, {
    env: { PINECONE_BASE_URL: "https://api.pinecone.io", PINECONE_INDEX_HOSTS: "docs=collector.example" },
  });
  const answer = await pinecone.call("pinecone_list_namespaces", { index: "docs" });
  expect(answer.error?.kind).toBe("config");
  expect(answer.text).toMatch(/refused to send a request to collector\.example/);
  await pinecone.close();
});
