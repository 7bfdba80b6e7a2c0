import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callsOnly, spent, startGong, startWithToken, throttled } from "../../test/gong.ts";
import { orchard, period } from "../../test/ids.ts";

let gong: Harness;
beforeAll(async () => {
  gong = await startGong();
});
afterAll(() => gong.close());

const search = (args: Record<string, unknown>) => gong.call("gong_search_calls", { ...period, ...args });
const idsOf = (answer: { structured: Record<string, unknown> }) =>
  (answer.structured.calls as { id: string }[]).map(({ id }) => id);

test("finds the calls with an account by its name, and says how many it looked at", async () => {
  const answer = await search({ account: "Orchard & Pike" });
  expect(answer.text).toMatchInlineSnapshot(`
    "3 calls shown, 24 looked at of 24 in the period

    id	title	started_at	minutes	host	participants	crm	url
    2602316462518554146	Orchard & Pike - Edge pilot: Discovery	2026-10-18T16:30:00Z	2.3	Lucas Ferreira [4521703381940000572]	Fergus Pike, Ottilie Marsh	HubSpot Opportunity Orchard & Pike - Edge pilot [31480220020], HubSpot Account Orchard & Pike [18250400107]	https://app.gong.io/call?id=2602316462518554146
    2023032641309365026	Orchard & Pike - Edge pilot: Technical deep dive	2026-11-06T13:30:00Z	2.2	Lucas Ferreira [4521703381940000572]	Fergus Pike, Ottilie Marsh	HubSpot Opportunity Orchard & Pike - Edge pilot [31480220020], HubSpot Account Orchard & Pike [18250400107]	https://app.gong.io/call?id=2023032641309365026
    2662941323526321913	Orchard & Pike - Edge pilot: Service review	2026-11-18T08:15:00Z	2.2	Lucas Ferreira [4521703381940000572]	Fergus Pike, Ottilie Marsh	HubSpot Opportunity Orchard & Pike - Edge pilot [31480220020], HubSpot Account Orchard & Pike [18250400107]	https://app.gong.io/call?id=2662941323526321913"
  `);
});

test.each([
  ["the guests' domain", { account: "https://www.orchard-pike.example/shop" }],
  ["a guest's address", { account: "fergus.pike@orchard-pike.example" }],
  ["a part of the CRM account's name", { account: "orchard" }],
  ["the id of the deal in the CRM", { crm_id: "31480220020" }],
  ["the id of the account in the CRM", { crm_id: "18250400107" }],
  ["text in the title", { query: "orchard & PIKE" }],
])("an account's calls are found by %s", async (_, args) => {
  expect(idsOf(await search(args))).toEqual([orchard, "2023032641309365026", "2662941323526321913"]);
});

test("a part of another word is no account", async () => {
  expect(idsOf(await search({ account: "pike.example" }))).toEqual([]);
  expect(idsOf(await search({ account: "tessalane.example" }))).toEqual([]);
});

test("host and workspace are filtered by Gong", async () => {
  const answer = await search({ host: "Lucas", workspace: "customer success" });
  expect(answer).toSucceed({ looked_at: 1, in_period: 1 });
  const body = gong.sandbox.requests.findLast(({ path }) => path.endsWith("/extensive"))?.body;
  expect(body).toMatchObject({
    filter: {
      fromDateTime: "2026-10-01T00:00:00Z",
      toDateTime: "2026-11-20T00:00:00Z",
      primaryUserIds: ["4521703381940000572"],
      workspaceId: "6243517728310052077",
    },
  });
});

test("full shows everybody and the names of CRM records", async () => {
  const answer = await search({ account: "orchard", detail: "full", limit: 1 });
  expect(answer.text).toContain(
    "Hana Kobayashi <hana.kobayashi@tessalane.example> (Solutions Engineer, internal)",
  );
  expect(answer.text).toContain("HubSpot Account Orchard & Pike [18250400107]");
});

test("pages to the end without losing or repeating a call", async () => {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await search({ limit: 7, ...(cursor ? { cursor } : {}) });
    ids.push(...idsOf(page));
    cursor = page.structured.next_cursor as string | undefined;
  } while (cursor);
  expect(ids).toEqual(idsOf(await search({ limit: 100 })));
  expect(new Set(ids).size).toBe(24);
});

test("a period without calls is no error, although Gong answers 404", async () => {
  const answer = await gong.call("gong_search_calls", { since: "2030-01-01", until: "2030-01-02" });
  expect(answer).toSucceed({ looked_at: 0, calls: [] });
});

test("a 404 that is not Gong's stays an error", async () => {
  const elsewhere = await startGong();
  elsewhere.sandbox.faults.add({
    vendor: "gong",
    kind: "status",
    status: 404,
    body: { message: "no route" },
  });
  expect(await elsewhere.call("gong_search_calls", period)).toFailWith("input", /404/);
  await elsewhere.close();
});

test("people are told apart", async () => {
  expect(await search({ host: "a" })).toFailWith("input", /fits several: pass one of .*Maren Oduya <maren/);
  expect(await search({ host: "Nobody Known" })).toFailWith("input", /No user is called "Nobody Known"/);
  expect(await search({ workspace: "Marketing" })).toFailWith(
    "input",
    /No workspace is called "Marketing".*Sales \[6243517728310051984\]/,
  );
  expect(await search({ host: "owen" })).toSucceed({ in_period: 2 });
});

test("an id needs no scope for users; a name does, and the scope is named", async () => {
  const few = await startWithToken(callsOnly);
  expect(await few.call("gong_search_calls", { ...period, host: "4521703381940000572" })).toSucceed({
    in_period: 6,
  });
  expect(await few.call("gong_search_calls", { ...period, host: "Lucas" })).toFailWith(
    "auth",
    /lacks the scope api:users:read/,
  );
  await few.close();
});

test("a wait that is too long is named, and so is the daily limit", async () => {
  const slow = await startWithToken(throttled);
  expect((await slow.call("gong_search_calls", period)).error).toMatchObject({
    status: 429,
    retry_after_seconds: 37,
  });
  await slow.close();
  const empty = await startWithToken(spent);
  expect(await empty.call("gong_search_calls", period)).toFailWith("upstream", /Wait 43200 s.*daily limit/);
  await empty.close();
});

test("the requests of a day end where the setting says", async () => {
  const frugal = await startGong({ env: { GONG_REQUESTS_PER_DAY: "2" } });
  const answer = await frugal.call("gong_search_calls", { ...period, limit: 100 });
  expect(answer).toFailWith("upstream", /2 requests that GONG_REQUESTS_PER_DAY allows/);
  expect(frugal.sandbox.requests).toHaveLength(2);
  await frugal.close();
});

test("requests keep the pace that is set", async () => {
  const paced = await startGong({ env: { GONG_REQUESTS_PER_SECOND: "20" } });
  const started = performance.now();
  await paced.call("gong_search_calls", { ...period, limit: 100 });
  expect(paced.sandbox.requests).toHaveLength(3);
  expect(performance.now() - started).toBeGreaterThanOrEqual(95);
  await paced.close();
});
