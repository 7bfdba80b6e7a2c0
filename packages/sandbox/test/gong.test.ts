import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { KEY } from "../src/gong/tokens.ts";
import { type Sandbox, startSandbox } from "../src/sandbox.ts";
import { findSpecs } from "../src/specs/find.ts";

// Gong publishes no SDK; these are requests as its own documentation shows them.

type Body = {
  requestId: string;
  errors?: string[];
  records?: { totalRecords: number; currentPageSize: number; currentPageNumber: number; cursor?: string };
  [key: string]: unknown;
};
type Answered = { status: number; headers: Headers; text: string; body: Body };

const basic = `Basic ${Buffer.from(`${KEY.name}:${KEY.secret}`).toString("base64")}`;
const whole = { fromDateTime: "2026-10-01T00:00:00Z", toDateTime: "2026-11-20T00:00:00Z" };
const orchard = "2602316462518554146";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ vendors: ["gong"], now: new Date("2026-11-20T12:00:00.000Z") });
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.faults.clear());

async function ask(method: string, path: string, body?: unknown, authorization = basic): Promise<Answered> {
  const response = await fetch(`${sandbox.env["GONG_BASE_URL"]}${path}`, {
    method,
    headers: { authorization, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as Body };
}

const extensive = (filter: object, more: object = {}, authorization = basic) =>
  ask("POST", "/v2/calls/extensive", { filter, ...more }, authorization);

test("cursors lead through all calls, oldest first, and the last page has none", async () => {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const { body } = await extensive(whole, cursor === undefined ? {} : { cursor });
    expect(body.records).toMatchObject({ totalRecords: 24, currentPageNumber: Math.floor(ids.length / 10) });
    ids.push(...(body["calls"] as { metaData: { id: string } }[]).map(({ metaData }) => metaData.id));
    cursor = body.records?.cursor;
  } while (cursor !== undefined);
  expect(new Set(ids).size).toBe(24);
  const listed = await ask("GET", `/v2/calls?${new URLSearchParams(whole).toString()}`);
  expect((listed.body["calls"] as { id: string }[]).map(({ id }) => id)).toEqual(ids.slice(0, 10));
});

test("a cursor is good only for the inputs that it came from", async () => {
  const { body } = await extensive(whole);
  const other = await extensive(
    { ...whole, fromDateTime: "2026-10-02T00:00:00Z" },
    { cursor: body.records?.cursor },
  );
  expect(other).toMatchObject({ status: 400, body: { errors: [expect.stringContaining("cursor")] } });
  expect((await extensive(whole, { cursor: "bm9uc2Vuc2U" })).status).toBe(400);
});

const keysWith = async (contentSelector: object) => {
  const { body } = await extensive({ callIds: [orchard] }, { contentSelector });
  const [call] = body["calls"] as { content?: object; [key: string]: unknown }[];
  return { call: Object.keys(call ?? {}), content: Object.keys(call?.content ?? {}) };
};

test("only what the selector asks for is answered", async () => {
  expect(await keysWith({})).toEqual({ call: ["metaData"], content: [] });
  expect(await keysWith({ context: "Basic", exposedFields: { parties: true } })).toEqual({
    call: ["metaData", "context", "parties"],
    content: [],
  });
  const content = { brief: true, outline: false, trackers: true };
  expect(await keysWith({ exposedFields: { content, interaction: { speakers: true } } })).toEqual({
    call: ["metaData", "content", "interaction"],
    content: ["brief", "trackers"],
  });
});

const contextOf = async (context: string) => {
  const { body } = await extensive({ callIds: [orchard] }, { contentSelector: { context } });
  const [call] = body["calls"] as { context: { objects: { objectId: string; fields: object[] }[] }[] }[];
  return call?.context[0]?.objects ?? [];
};

test("CRM fields come with the extended context only", async () => {
  expect((await contextOf("Basic")).map(({ fields }) => fields.length)).toEqual([0, 0]);
  expect(await contextOf("Extended")).toMatchObject([
    { objectId: "31480220020" },
    { objectId: "18250400107", fields: [{ name: "Name", value: "Orchard & Pike" }, {}, {}] },
  ]);
});

test("transcripts name speakers by ids that the parties have", async () => {
  const { body } = await ask("POST", "/v2/calls/transcript", { filter: { callIds: [orchard] } });
  const [transcript] = body["callTranscripts"] as {
    transcript: { speakerId: string; sentences: { start: number; end: number; text: string }[] }[];
  }[];
  const { body: details } = await extensive(
    { callIds: [orchard] },
    { contentSelector: { exposedFields: { parties: true } } },
  );
  const [call] = details["calls"] as { parties: { speakerId: string }[] }[];
  const speakers = new Set(call?.parties.map(({ speakerId }) => speakerId));
  expect(transcript?.transcript.every(({ speakerId }) => speakers.has(speakerId))).toBe(true);
  expect(transcript?.transcript[0]?.sentences[0]).toEqual({
    start: 1200,
    end: 4200,
    text: "Hi Fergus, thanks for making the time today.",
  });
});

test("ids about scorecards are numbers with all of their digits", async () => {
  const { text } = await ask("GET", "/v2/settings/scorecards");
  expect(text).toContain('"scorecardId":6843152929075440037');
});

test("what was counted in total is what was done day by day", async () => {
  const filter = { fromDate: "2026-10-01", toDate: "2026-11-20", userIds: ["4521703381940000472"] };
  const total = await ask("POST", "/v2/stats/activity/aggregate", { filter });
  const daily = await ask("POST", "/v2/stats/activity/day-by-day", { filter });
  const [counted] = total.body["usersAggregateActivityStats"] as {
    userAggregateActivityStats: { callsAsHost: number };
  }[];
  const [listed] = daily.body["usersDetailedActivities"] as {
    userDailyActivityStats: { callsAsHost: string[] }[];
  }[];
  const hosted = listed?.userDailyActivityStats.flatMap(({ callsAsHost }) => callsAsHost) ?? [];
  expect(counted?.userAggregateActivityStats.callsAsHost).toBe(hosted.length);
  expect(hosted.length).toBe(12);
});

test.each([
  ["no rows", "POST", "/v2/calls/extensive", { filter: { callIds: ["1"] } }, 404, /No calls found/],
  ["no filter", "POST", "/v2/calls/transcript", {}, 400, /filter/],
  ["a time that is none", "POST", "/v2/calls/extensive", { filter: { fromDateTime: "7d" } }, 400, /ISO-8601/],
  ["a day that is none", "POST", "/v2/stats/interaction", { filter: { fromDate: "7d" } }, 400, /YYYY-MM-DD/],
  ["an id that is none", "POST", "/v2/calls/extensive", { filter: { callIds: ["x"] } }, 400, /not an id/],
  ["an unknown user", "GET", "/v2/users/12345", undefined, 404, /12345/],
  ["an unknown folder", "GET", "/v2/library/folder-content?folderId=9", undefined, 404, /Folder 9/],
  ["an unknown endpoint", "GET", "/v2/calls/transcript/1", undefined, 404, /No such endpoint/],
])("%s is refused in Gong's shape", async (_, method, path, sent, status, wording) => {
  const { body, status: answered } = await ask(method, path, sent);
  expect(answered).toBe(status);
  expect(body).toEqual({ requestId: expect.any(String), errors: [expect.stringMatching(wording)] });
});

test("keys, tokens and their scopes", async () => {
  expect((await ask("GET", "/v2/workspaces", undefined, "Basic d3Jvbmc6a2V5")).status).toBe(401);
  const few = "Bearer sandbox-gong-token-calls-only";
  expect((await extensive(whole, {}, few)).status).toBe(200);
  const refused = await ask("GET", "/v2/users", undefined, few);
  expect(refused).toMatchObject({
    status: 403,
    body: { errors: ["Missing required scopes: api:users:read"] },
  });
  const media = { contentSelector: { exposedFields: { media: true } } };
  expect((await extensive(whole, media, few)).body.errors?.[0]).toContain("api:calls:read:media-url");
  expect((await extensive(whole, media)).status).toBe(200);
});

test("the limits answer 429 with the seconds to wait", async () => {
  const token = "Bearer sandbox-gong-token-throttled";
  expect((await ask("GET", "/v2/workspaces", undefined, token)).status).toBe(200);
  const over = await ask("GET", "/v2/workspaces", undefined, token);
  expect(over).toMatchObject({ status: 429, body: { errors: ["API rate limit exceeded"] } });
  expect(over.headers.get("retry-after")).toBe("37");
  const spent = await ask("GET", "/v2/workspaces", undefined, "Bearer sandbox-gong-token-spent");
  expect(spent.body.errors).toEqual(["Daily API call limit exceeded"]);
});

const specs = findSpecs();

test.skipIf(specs === undefined)("values of CRM fields are no violation of Gong's description", async () => {
  const checked = await startSandbox({
    vendors: ["gong"],
    now: new Date("2026-11-20T12:00:00.000Z"),
    ...(specs === undefined ? {} : { specs }),
  });
  const send = (contentSelector: object) =>
    fetch(`${checked.env["GONG_BASE_URL"]}/v2/calls/extensive`, {
      method: "POST",
      headers: { authorization: basic, "content-type": "application/json" },
      body: JSON.stringify({ filter: { callIds: [orchard] }, contentSelector }),
    });
  expect((await send({ context: "Extended" })).status).toBe(200);
  expect(checked.violations).toEqual([]);
  expect((await send({ contexts: "Extended" })).status).toBe(400);
  expect(checked.violations).toMatchObject([{ side: "request", vendor: "gong" }]);
  expect(checked.coverage()["gong"]).toMatchObject({ operationsKnown: 53, answersChecked: 1 });
  await checked.close();
});
