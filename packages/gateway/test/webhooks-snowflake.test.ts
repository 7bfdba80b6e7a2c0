import * as parser from "@guanmingchiu/sqlparser-ts";
import { snowflake as emulator } from "@sophia-mcp/sandbox/snowflake/emulator";
import { startEmulator, type RunningEmulator } from "@sophia-mcp/sandbox/server";
import snowflake from "@sophia-mcp/snowflake";
import { createEngine } from "@sophia-mcp/core/engine";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLog } from "../src/log.ts";
import type { Sink, WebhookEvent } from "../src/webhooks/sink.ts";
import { snowflakeSink } from "../src/webhooks/sinks/snowflake.ts";
import * as sql from "../src/webhooks/sinks/snowflake-sql.ts";
import { callBody, send, sha256, startReceiver } from "./webhooks-gong.ts";

const target = { database: "SCRATCH", schema: "PUBLIC", table: "GONG_CALLS" };
const never = new AbortController().signal;
const log = createLog("error");

let account: RunningEmulator;
beforeAll(async () => {
  account = await startEmulator(emulator);
  await parser.init();
});
afterAll(() => account.close());

const sinkFor = (table = target.table, sinkLog = log): Sink =>
  snowflakeSink({ ...target, table }, { env: account.env, log: sinkLog });

async function rows(columns: string, table = target.table): Promise<unknown[][]> {
  const engine = createEngine(snowflake, { env: account.env });
  const { structuredContent, isError, content } = await engine.call({
    name: "snowflake_run_query",
    arguments: { sql: `SELECT ${columns} FROM scratch.public.${table} ORDER BY call_id` },
  });
  await engine.close();
  if (isError) throw new Error(JSON.stringify(content));
  return (structuredContent as { rows: unknown[][] }).rows;
}

let received = Date.parse("2026-11-20T10:00:00Z");
const event = (body: string, more: Partial<WebhookEvent> = {}): WebhookEvent => {
  const payload = JSON.parse(body) as { callData: { metaData: { id: string } } };
  const callId = payload.callData.metaData.id;
  const [id, contentSha256, receivedAt] = ["1", sha256(body), (received += 1000)];
  return {
    id,
    source: "gong",
    callId,
    contentSha256,
    rule: "default",
    isTest: false,
    receivedAt,
    body,
    attempt: 1,
    payload,
    ...more,
  };
};

test("each statement is understood by a parser of Snowflake's dialect", () => {
  const statements = {
    Query: sql.findSchema("SCRATCH"),
    CreateSchema: sql.createSchema(target),
    CreateTable: sql.createTable(target),
    ExplainTable: sql.describeTable(target),
    AlterTable: sql.addColumns(target, ["CALL_ID"])[0] ?? "",
    Merge: sql.mergeCalls(target),
  };
  for (const [kind, text] of Object.entries(statements)) {
    const parsed = parser.parse(text, "snowflake") as unknown as object[];
    expect(parsed).toHaveLength(1);
    expect(Object.keys(parsed[0] ?? {})).toEqual([kind]);
  }
});

test("calls become typed rows, with all that Gong sent beside them", async () => {
  const sink = sinkFor();
  const body = callBody("7782342274025937895", { somethingNew: { id: 1 } }).replace(
    '{"id":1}',
    '{"id":7782342274025937895}',
  );
  await sink.deliver([event(body), event(callBody("7782342274025937896"))], never);
  expect(
    await rows(
      "call_id, title, started_at::varchar, duration_seconds, is_private, is_test, parties[0]:name::varchar, brief, key_points[0]::varchar",
    ),
  ).toEqual([
    [
      "7782342274025937895",
      "Ron/Speedman",
      expect.stringContaining("2026-11-20 17:03:37"),
      2159,
      false,
      false,
      "Ada",
      "They agreed.",
      "Price",
    ],
    expect.arrayContaining(["7782342274025937896"]),
  ]);
  // The emulator's engine has no numbers of 19 digits; what is sent has.
  const sent = account.requests
    .map(({ body: sent }) => JSON.stringify(sent))
    .filter((one) => /MERGE/.test(one));
  expect(sent.join("")).toContain('\\"somethingNew\\":{\\"id\\":7782342274025937895}');
  await sink.close?.();
});

test("the same batch twice, an older event and a test change nothing; a newer one does", async () => {
  const sink = sinkFor("TWICE");
  const first = event(callBody("1"));
  await sink.deliver([first], never);
  await sink.deliver([first], never);
  const newer = event(callBody("1").replace("Ron/Speedman", "Renamed"));
  await sink.deliver([newer], never);
  await sink.deliver([first], never);
  await sink.deliver([event(callBody("1", {}, true).replace("Ron", "Test"), { isTest: true })], never);
  expect(await rows("call_id, title, is_test", "TWICE")).toEqual([["1", "Renamed", false]]);
  await sink.close?.();
});

test("a batch with several events of one call keeps the newest; a real call replaces a test", async () => {
  const sink = sinkFor("BATCH");
  const test = event(callBody("5", {}, true), { isTest: true });
  await sink.deliver([test, event(callBody("6"))], never);
  const newer = event(callBody("5").replace("Ron", "Newer"), { receivedAt: test.receivedAt - 500 });
  await sink.deliver([event(callBody("5"), { receivedAt: test.receivedAt - 900 }), newer, test], never);
  expect(await rows("call_id, title, is_test", "BATCH")).toEqual([
    ["5", "Newer/Speedman", false],
    ["6", "Ron/Speedman", false],
  ]);
  await sink.close?.();
});

test("values of the wrong type, huge numbers, repeated keys and lone surrogates do not stop a batch", async () => {
  const sink = sinkFor("ODD");
  const odd = [
    '{"callData":{"metaData":{"id":"10","duration":"long","started":"yesterday","title":7,"isPrivate":"no"},"parties":"none"},"isTest":false}',
    '{"callData":{"metaData":{"id":"11","id":"12","title":"a\\ud800b"},"n":123456789012345678901234567890},"isTest":false}',
  ];
  await sink.deliver(
    odd.map((body) => event(body)),
    never,
  );
  expect(await rows("call_id, title, duration_seconds, started_at", "ODD")).toEqual([
    ["10", "7", null, null],
    ["12", "a\ufffdb", null, null],
  ]);
  await sink.close?.();
});

test("the table is there as soon as the receiver has started, before any call", async () => {
  const lines: string[] = [];
  const sink = sinkFor(
    "AT_START",
    createLog("info", (line) => void lines.push(line)),
  );
  const running = await startReceiver({ sinks: [sink] });
  await expect.poll(() => lines.join(""), { timeout: 10_000 }).toContain("webhook.snowflake_ready");
  expect(await rows("call_id, raw", "AT_START")).toEqual([]);
  await running.close();
});

test("a table of an earlier version gets its missing columns, and keeps its own", async () => {
  const engine = createEngine(snowflake, { env: account.env, selection: { groups: ["all"] } });
  const old =
    "CREATE TABLE scratch.public.old_calls (CALL_ID VARCHAR, RECEIVED_AT TIMESTAMP_LTZ, IS_TEST BOOLEAN, OURS VARCHAR)";
  for (const statement of [old, "INSERT INTO scratch.public.old_calls VALUES ('1', NULL, NULL, 'kept')"]) {
    const { isError, content } = await engine.call({
      name: "snowflake_run_statement",
      arguments: { sql: statement },
    });
    expect(isError, JSON.stringify(content)).toBeUndefined();
  }
  await engine.close();
  const sink = sinkFor("OLD_CALLS");
  await sink.deliver([event(callBody("1")), event(callBody("2"))], never);
  expect(await rows("call_id, title, ours", "OLD_CALLS")).toEqual([
    ["1", "Ron/Speedman", "kept"],
    ["2", "Ron/Speedman", null],
  ]);
  await sink.close?.();
});

test("Snowflake down for the whole run: every webhook is accepted quickly, and a row once it is back", async () => {
  const down = await startEmulator(emulator);
  const { port } = new URL(down.url);
  await down.close();
  const sink = snowflakeSink({ ...target, table: "AFTER_OUTAGE" }, { env: down.env, log });
  const running = await startReceiver({
    sinks: [sink],
    delivery: { firstDelayMs: 50, longestDelayMs: 300, timeoutMs: 3000 },
  });
  const ids = Array.from({ length: 60 }, (_, i) => `99000000000000000${String(i).padStart(2, "0")}`);
  const answers = await Promise.all(ids.map((id) => send(running.url, callBody(id))));
  expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 200));
  await expect
    .poll(() => running.lines.some((line) => line.includes("delivery_failed")), { timeout: 15_000 })
    .toBe(true);
  expect((await running.receiver.stats()).sinks).toMatchObject([{ sink: "snowflake", depth: 60, dead: 0 }]);
  const back = await startEmulator(emulator, { port: Number(port) });
  await expect
    .poll(async () => (await running.receiver.stats()).sinks[0]?.depth, { timeout: 15_000 })
    .toBe(0);
  const outside = account;
  account = back;
  expect((await rows("call_id", "AFTER_OUTAGE")).flat()).toEqual(ids);
  account = outside;
  await running.close();
  await back.close();
});
