import { readFileSync, statSync, writeFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import type { Audit } from "../src/audit/audit.ts";
import { openAudit, type AuditOptions } from "../src/audit/sqlite-audit.ts";
import { openLog } from "../src/audit/read-log.ts";
import { createRedaction } from "../src/policy/redact.ts";
import { call, verified } from "./audit-record.ts";
import { folder } from "./fixtures/processes.ts";

const quiet: AuditOptions = { onFailure: "continue", log: () => undefined };

async function written(file: string, count: number, options = quiet): Promise<void> {
  const audit = await openAudit(file, options);
  for (let i = 0; i < count; i++) audit.record(call({ tool: `tool_${i + 1}` }));
  await audit.close();
}

function tamper(file: string, sql: string): void {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}

test("a call is kept with all that is known of it, and is on disk a turn of the event loop later", async () => {
  const file = join(folder(), "state", "audit.db");
  const audit = await openAudit(file, quiet);
  audit.record(call({ traceId: "4bf92f3577b34da6a3ce929d0e0e4736", confirmation: "approved" }));
  await new Promise((resolve) => setImmediate(resolve));
  const other = await openLog(file);
  expect(other.newest({}, 5)).toMatchObject([
    {
      seq: 1,
      kind: "call",
      principal: "token:anna",
      client: "Claude Desktop",
      server: "slack",
      tool: "slack_send_message",
      outcome: "ok",
      milliseconds: 12.346,
      confirmation: "approved",
      traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
      arguments: null,
    },
  ]);
  other.close();
  expect(await audit.recent(10)).toHaveLength(1);
  await audit.close();
  if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("rows of one turn and of many, of one opening and the next, make one chain", async () => {
  const file = join(folder(), "audit.db");
  await written(file, 30);
  const audit = await openAudit(file, quiet);
  for (let i = 0; i < 20; i++) {
    audit.record(call());
    await new Promise((resolve) => setImmediate(resolve));
  }
  await audit.close();
  expect(await verified(file)).toMatchObject({ ok: true, rows: 50, first: 1, head: { seq: 50 } });
});

test("whatever clients call themselves, the chain holds and each stays one row", async () => {
  const file = join(folder(), "audit.db");
  const audit = await openAudit(file, quiet);
  const odd = ['a\nb","c', "x\r\n2,call", "\u0000\u202E", "\uD800", "=cmd|' /C calc'!A0", "ü🎉".repeat(500)];
  for (const client of odd) audit.record(call({ client }));
  await audit.close();
  expect(await verified(file)).toMatchObject({ ok: true, rows: odd.length });
  const log = await openLog(file);
  for (const { client } of log.newest({}, 10)) {
    expect(client).not.toMatch(/[\n\r\0\u202E]/);
    expect(client.length).toBeLessThanOrEqual(256);
  }
  log.close();
});

const tampered: readonly [string, string, number][] = [
  ["a changed outcome", "UPDATE log SET outcome = 'error' WHERE seq = 5", 5],
  ["a changed time", "UPDATE log SET at = at + 1 WHERE seq = 5", 5],
  ["a changed hash", "UPDATE log SET hash = upper(hash) WHERE seq = 5", 5],
  ["a deleted row", "DELETE FROM log WHERE seq = 5", 5],
  ["rows deleted at the beginning", "DELETE FROM log WHERE seq < 5", 1],
  ["rows deleted at the end", "DELETE FROM log WHERE seq > 7", 8],
  ["every row deleted", "DELETE FROM log", 1],
  ["the log's own end set back", "UPDATE head SET seq = 8, hash = (SELECT hash FROM log WHERE seq = 8)", 9],
  [
    "two rows that changed places",
    "UPDATE log SET seq = 100 WHERE seq = 5; UPDATE log SET seq = 5 WHERE seq = 6; UPDATE log SET seq = 6 WHERE seq = 100",
    5,
  ],
  [
    "an inserted row",
    "UPDATE log SET seq = seq + 100 WHERE seq > 5; UPDATE log SET seq = seq - 99 WHERE seq > 100; UPDATE head SET seq = 11; INSERT INTO log SELECT 6, kind, at, principal, client, profile, server, 'made_up', arguments_hash, arguments, outcome, milliseconds, confirmation, trace_id, detail, hash FROM log WHERE seq = 5",
    6,
  ],
  [
    "a forged anchor",
    `DELETE FROM log WHERE seq < 5; UPDATE log SET kind = 'anchor', detail = '{"through":4,"hash":"00","removed":4}' WHERE seq = 9`,
    5,
  ],
];

test.each(tampered)("%s is found, with the first row that it concerns", async (_, sql, brokenAt) => {
  const file = join(folder(), "audit.db");
  await written(file, 10);
  expect(await verified(file)).toMatchObject({ ok: true });
  tamper(file, sql);
  expect(await verified(file)).toMatchObject({ ok: false, brokenAt });
  // What is written afterwards does not heal it.
  await written(file, 3);
  expect(await verified(file)).toMatchObject({ ok: false, brokenAt });
});

test("a chain that was written anew as a whole is told from the old one by a head that was kept", async () => {
  const file = join(folder(), "audit.db");
  await written(file, 10);
  const before = await verified(file);
  const kept = before.ok ? `${before.head.seq}:${before.head.hash}` : "";
  await written(file, 5);
  expect(await verified(file, kept)).toMatchObject({ ok: true, rows: 15 });
  for (const side of ["", "-wal", "-shm"]) rmSync(file + side, { force: true });
  await written(file, 15);
  expect(await verified(file)).toMatchObject({ ok: true });
  expect(await verified(file, kept)).toMatchObject({ ok: false, brokenAt: 10 });
  for (const side of ["", "-wal", "-shm"]) rmSync(file + side, { force: true });
  await written(file, 5);
  expect(await verified(file, kept)).toMatchObject({ ok: false, brokenAt: 10 });
});

test("retention by number and by age leaves a chain that can be followed", async () => {
  const file = join(folder(), "audit.db");
  await written(file, 5000);
  const old = await openAudit(file, { ...quiet, retention: { rows: 100 } });
  await expect.poll(async () => (await verified(file)) as object).toMatchObject({ ok: true, first: 4903 });
  await old.close();
  const audit = await openAudit(file, { ...quiet, retention: { days: 1 } });
  audit.record(call({ at: Date.now() - 3 * 86_400_000 }));
  await audit.close();
  expect(await verified(file)).toMatchObject({ ok: true });
  // An anchor that was made up afterwards does not hide what somebody else removed.
  tamper(file, "DELETE FROM log WHERE seq < 4950");
  expect(await verified(file)).toMatchObject({ ok: false, brokenAt: 1 });
});

test("rows older than the days that are kept go when the log is opened", async () => {
  const file = join(folder(), "audit.db");
  const first = await openAudit(file, quiet);
  for (let i = 0; i < 10; i++) first.record(call({ at: Date.now() - (10 - i) * 86_400_000 }));
  await first.close();
  const audit = await openAudit(file, { ...quiet, retention: { days: 3.5 } });
  const rows = await audit.recent(20);
  expect(rows.map(({ kind }) => kind)).toEqual(["anchor", "call", "call", "call"]);
  await audit.close();
  expect(await verified(file)).toMatchObject({ ok: true, first: 8 });
});

test("no days and no rows keep all", async () => {
  const file = join(folder(), "audit.db");
  const audit = await openAudit(file, { ...quiet, retention: { days: 0 } });
  audit.record(call({ at: 1000 }));
  await audit.close();
  await (await openAudit(file, { ...quiet, retention: { days: 0 } })).close();
  expect(await verified(file)).toMatchObject({ ok: true, rows: 1, first: 1 });
});

test("arguments are kept without secrets, and no more of them than a row may hold", async () => {
  const file = join(folder(), "audit.db");
  const redaction = createRedaction(["hunter2-hunter2"]);
  const audit = await openAudit(file, { ...quiet, redaction: () => redaction });
  audit.record(call({ arguments: '{"password":"hunter2-hunter2","key":"ghp_0123456789abcdefghij"}' }));
  const long = JSON.stringify({
    text: "a".repeat(65_000),
    secret: "hunter2-hunter2",
    more: "b".repeat(9000),
  });
  audit.record(call({ arguments: long, client: "ghp_0123456789abcdefghij" }));
  await audit.close();
  for (const side of ["", "-wal"]) {
    const bytes = side === "-wal" && !exists(file + side) ? "" : readFileSync(file + side, "latin1");
    expect(bytes).not.toContain("hunter2");
    expect(bytes).not.toContain("ghp_0123");
  }
  const log = await openLog(file);
  const [plain, cut] = log.newest({}, 2);
  log.close();
  expect(JSON.parse(plain?.arguments ?? "")).toEqual({ password: "[redacted]", key: "[redacted]" });
  expect(JSON.parse(cut?.arguments ?? "")).toMatchObject({ characters: long.length });
  expect(cut?.arguments?.length).toBeLessThan(70_000);
});

const exists = (file: string): boolean => statSync(file, { throwIfNoEntry: false }) !== undefined;

test("known token shapes are removed where nobody names secrets", async () => {
  const audit = await openAudit(join(folder(), "audit.db"), quiet);
  audit.record(call({ arguments: '{"key":"ghp_0123456789abcdefghij"}' }));
  await expect.poll(() => audit.recent(1)).toMatchObject([{ arguments: '{"key":"[redacted]"}' }]);
  await audit.close();
});

test("a call that cannot be worded is told as a gap, and holds up no other", async () => {
  const file = join(folder(), "audit.db");
  const redaction = createRedaction([]);
  const audit = await openAudit(file, {
    ...quiet,
    redaction: () => ({
      ...redaction,
      clean(line) {
        if (line === "odd") throw new Error("not JSON");
        return redaction.clean(line);
      },
    }),
  });
  audit.record(call({ arguments: "odd", milliseconds: Number.NaN }));
  audit.record(call({ arguments: "{}", milliseconds: Number.NaN }));
  await audit.close();
  const log = await openLog(file);
  expect(log.newest({}, 5).map(({ kind }) => kind)).toEqual(["call", "gap"]);
  log.close();
  expect(await verified(file)).toMatchObject({ ok: true, rows: 2 });
});

/** Failures by themselves, without a process of their own. */
async function failing(options: Partial<AuditOptions> = {}): Promise<{
  audit: Audit;
  file: string;
  blocker: string;
  counted: () => number;
  logged: string[];
}> {
  const blocker = join(folder(), "blocker");
  writeFileSync(blocker, "a file where a folder should be");
  let counted = 0;
  const logged: string[] = [];
  const file = join(blocker, "audit.db");
  const audit = await openAudit(file, {
    onFailure: "refuse",
    log: (_, event) => void logged.push(event),
    failed: () => counted++,
    ...options,
  });
  return { audit, file, blocker, counted: () => counted, logged };
}

test("a log that cannot be written refuses calls where it is told to, and lets them go on where not", async () => {
  const { audit, counted, logged } = await failing();
  expect(audit.refusal()).toMatch(/cannot be written .*Nothing was done.*repeat/s);
  expect(audit.refusal()).not.toContain("/");
  audit.record(call());
  expect(counted()).toBe(1);
  await audit.close();
  expect(logged).toEqual(["audit_unwritten", "audit_lost"]);

  const other = await failing({ onFailure: "continue" });
  expect(other.audit.refusal()).toBeUndefined();
  await other.audit.close();
});

test("once it can be written again it goes on, and what was lost meanwhile is a row of its own", async () => {
  const { audit, file, blocker, counted, logged } = await failing({ maxWaiting: 3 });
  for (let i = 0; i < 8; i++) audit.record(call({ at: 1000 + i }));
  expect(counted()).toBe(8);
  rmSync(blocker);
  await expect.poll(() => audit.refusal(), { timeout: 5000 }).toBeUndefined();
  audit.record(call());
  await audit.close();
  const log = await openLog(file);
  const rows = log.newest({}, 10);
  log.close();
  expect(rows.map(({ kind }) => kind)).toEqual(["call", "call", "call", "gap", "call"]);
  expect(JSON.parse(rows[3]?.detail ?? "")).toMatchObject({ lost: 5, from: 1003, to: 1007 });
  expect(await verified(file)).toMatchObject({ ok: true, rows: 5 });
  expect(logged).toEqual(["audit_unwritten", "audit_written_again"]);
});
