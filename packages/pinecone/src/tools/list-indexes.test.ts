import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let pinecone: Harness;
beforeAll(async () => {
  pinecone = await startHarness(server);
});
afterAll(() => pinecone.close());

const list = (args: Record<string, unknown> = {}) => pinecone.call("pinecone_list_indexes", args);

const names = async (query: string) =>
  ((await list({ query })).structured.indexes as { name: string }[]).map(({ name }) => name);

test("tells kind, model, dimension and tags of each index", async () => {
  const answer = await list();
  expect(answer.text).toMatchInlineSnapshot(`
    "name	kind	metric	dimension	model	text_field	status	deletion_protection	tags	url
    company-docs	integrated	cosine	1024	llama-text-embed-v2	chunk_text	ready		team=product, source=notion	https://app.pinecone.io/organizations/-/projects/-/indexes/company-docs/browser
    call-transcripts	integrated	cosine	1024	multilingual-e5-large	chunk_text	ready		team=sales, source=gong	https://app.pinecone.io/organizations/-/projects/-/indexes/call-transcripts/browser
    support-tickets	integrated	cosine	1024	multilingual-e5-large	text	ready		team=support, source=hubspot	https://app.pinecone.io/organizations/-/projects/-/indexes/support-tickets/browser
    deal-lookalikes	dense	dotproduct	8			ready	on	team=revenue-operations	https://app.pinecone.io/organizations/-/projects/-/indexes/deal-lookalikes/browser
    ticket-keywords	sparse	dotproduct				ready			https://app.pinecone.io/organizations/-/projects/-/indexes/ticket-keywords/browser"
  `);
  expect(pinecone.sent()).toEqual(["GET /indexes"]);
});

test("finds by name, model, kind and tag, whatever the case", async () => {
  expect(await names("TRANSCRIPTS")).toEqual(["call-transcripts"]);
  expect(await names("e5-large")).toEqual(["call-transcripts", "support-tickets"]);
  expect(await names("sparse")).toEqual(["ticket-keywords"]);
  expect(await names("notion")).toEqual(["company-docs"]);
});

test("pages without a repeat", async () => {
  const first = await list({ limit: 3 });
  const second = await list({ limit: 3, cursor: first.structured.next_cursor });
  expect(first.structured.indexes).toHaveLength(3);
  expect(second.structured.indexes).toHaveLength(2);
  expect(second.structured.next_cursor).toBeUndefined();
});

test("a key for data alone is told which role it lacks", async () => {
  const limited = await startHarness(server, { env: { PINECONE_API_KEY: "pcsk_sandbox_data-plane-viewer" } });
  const answer = await limited.call("pinecone_list_indexes");
  expect(answer.error).toMatchObject({ kind: "auth", status: 403 });
  expect(answer.text).toMatch(/ControlPlaneViewer.*PINECONE_INDEX_HOSTS/);
  await limited.close();
});

test("a wrong key is told to be wrong, in bare text as Pinecone sends it", async () => {
  const wrong = await startHarness(server, { env: { PINECONE_API_KEY: "pcsk_wrong_key_1234" } });
  const answer = await wrong.call("pinecone_list_indexes");
  expect(answer.text).toMatch(/refused the credential in PINECONE_API_KEY.*Invalid API key/);
  await wrong.close();
});
