import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { openLog } from "../src/audit/read-log.ts";
import { openAudit } from "../src/audit/sqlite-audit.ts";
import { call, verified } from "./audit-record.ts";
import { folder, start, type Command } from "./fixtures/processes.ts";

const source = join(import.meta.dirname, "fixtures/audit-writer.ts");
const writer = (...args: string[]): Command => ({
  command: process.execPath,
  args: ["--conditions=@sophia-mcp/source", source, ...args],
});

async function rowsOf(file: string): Promise<number> {
  if (!existsSync(file)) return 0;
  const log = await openLog(file);
  const seq = log.head()?.seq ?? 0;
  log.close();
  return seq;
}

test("several processes that write at once make one whole chain", async () => {
  const file = join(folder(), "audit.db");
  const names = ["one", "two", "three"];
  const writers = names.map((name) => start(writer(file, name)));
  for (const { child } of writers) child.stdin.end("400\n");
  expect(await Promise.all(writers.map(({ ended }) => ended))).toEqual([0, 0, 0]);
  expect(await verified(file)).toMatchObject({ ok: true, rows: 1200 });
  const log = await openLog(file);
  const by = Map.groupBy(log.rows({}), ({ principal }) => principal);
  log.close();
  expect(names.map((name) => by.get(name)?.length)).toEqual([400, 400, 400]);
});

test("a writer that is killed leaves a whole chain, which the next one goes on with", async () => {
  const file = join(folder(), "audit.db");
  const { child, ended } = start(writer(file, "killed"));
  child.stdin.write("1000000\n");
  await expect.poll(() => rowsOf(file), { interval: 5, timeout: 5000 }).toBeGreaterThan(500);
  child.kill("SIGKILL");
  await ended;
  const audit = await openAudit(file, { onFailure: "continue", log: () => undefined });
  audit.record(call());
  await audit.close();
  expect(await verified(file)).toMatchObject({ ok: true });
});

test("a file that another process holds delays rows, and counts as a failure only after a while", async () => {
  const file = join(folder(), "audit.db");
  const logged: string[] = [];
  const audit = await openAudit(file, {
    onFailure: "refuse",
    log: (_, event) => void logged.push(event),
    patienceMs: 400,
  });
  const holder = new DatabaseSync(file);
  holder.exec("BEGIN IMMEDIATE");
  audit.record(call());
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(audit.refusal()).toBeUndefined();
  await expect.poll(() => audit.refusal()).toContain("another process");
  holder.exec("ROLLBACK");
  await expect.poll(() => audit.refusal(), { timeout: 5000 }).toBeUndefined();
  await audit.close();
  holder.close();
  expect(logged).toEqual(["audit_unwritten", "audit_written_again"]);
  expect(await verified(file)).toMatchObject({ ok: true, rows: 1 });
});

/** A disk of one megabyte that only this process sees, filled up. */
const fullDisk = (place: string, ...args: string[]): Command => ({
  command: "unshare",
  args: [
    "-rm",
    "sh",
    "-c",
    `mount -t tmpfs -o size=1m none "$0" && { dd if=/dev/zero of="$0/filler" bs=4096 count=90 2>/dev/null; } && exec "$@"`,
    place,
    process.execPath,
    ...writer(join(place, "audit.db"), "full", ...args).args,
  ],
});

const canMount = spawnSync("unshare", ["-rm", "sh", "-c", "mount -t tmpfs none /mnt"]).status === 0;
if (!canMount) process.stderr.write("Skipped: a full disk, as this user may not mount a file system.\n");

test.skipIf(!canMount).each(["continue", "refuse"])(
  "on a full disk calls %s; with room again the log goes on, and tells the gap",
  async (policy) => {
    const place = join(folder(), "disk");
    mkdirSync(place);
    const { child, ended, output, errors } = start(fullDisk(place, policy, "50"));
    const said = (): { refusal?: string; failures: number }[] =>
      output()
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as { refusal?: string; failures: number });
    // More than fits, then one look at what holds now.
    child.stdin.write("2000\n");
    await expect.poll(errors, { timeout: 5000 }).toContain('"failure":"the disk is full"');
    child.stdin.write("1\n");
    await expect.poll(said, { timeout: 5000 }).toHaveLength(2);
    expect(said()[1]?.failures).toBeGreaterThan(100);
    if (policy === "refuse") expect(said()[1]?.refusal).toContain("the disk is full");
    else expect(said()[1]?.refusal).toBeUndefined();
    expect(errors()).toContain(`"calls":"${policy}"`);

    const seen = `/proc/${child.pid}/root${place}`;
    rmSync(join(seen, "filler"));
    await expect.poll(errors, { timeout: 5000 }).toContain("audit_written_again");
    expect(errors().match(/audit_unwritten/g)).toHaveLength(1);
    // SQLite does not follow the way through /proc, and nobody writes now.
    const file = join(folder(), "audit.db");
    for (const side of ["", "-wal"]) copyFileSync(join(seen, `audit.db${side}`), file + side);
    expect(await verified(file)).toMatchObject({ ok: true });
    const log = await openLog(file);
    const gap = Array.from(log.rows({})).find(({ kind }) => kind === "gap");
    log.close();
    expect(JSON.parse(gap?.detail ?? "{}")).toMatchObject({ reason: "the disk is full" });
    child.stdin.end();
    expect(await ended).toBe(0);
  },
);
