import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { auditCommand } from "../src/audit/audit-command.ts";
import { openAudit } from "../src/audit/sqlite-audit.ts";
import { call } from "./audit-record.ts";
import { folder, start } from "./fixtures/processes.ts";

async function run(env: Record<string, string>, ...args: string[]) {
  let out = "";
  let err = "";
  const code = await auditCommand(args, {
    env,
    cwd: folder(),
    stdin: process.stdin,
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
  });
  return { code, out, err };
}

/** A log in the state folder: two tools, one of them failing, an hour apart. */
async function filled(): Promise<{ env: Record<string, string>; file: string }> {
  const state = folder();
  const file = join(state, "audit.db");
  const audit = await openAudit(file, { onFailure: "continue", log: () => undefined });
  const now = Date.now();
  for (let i = 0; i < 6; i++) {
    const slack = { at: now - (6 - i) * 3_600_000, tool: "slack_send_message" };
    audit.record(call(i % 2 === 0 ? slack : { ...slack, tool: "github_get_issue", outcome: "error" }));
  }
  audit.record(call({ at: now, client: '=2+5,"x"', tool: "linear_list_issues" }));
  await audit.close();
  return { env: { SOPHIA_STATE_DIR: state }, file };
}

test("verify prints the head, takes it back, and names the first broken row with exit code 1", async () => {
  const { env, file } = await filled();
  const whole = await run(env, "verify");
  expect(whole).toMatchObject({ code: 0, err: "" });
  expect(whole.out).toMatch(/The log is whole: 7 rows, 1 to 7\.\nhead 7:[0-9a-f]{64}\n/);
  const [, head = ""] = /head (\S+)/.exec(whole.out) ?? [];
  expect(await run(env, "verify", "--head", head)).toMatchObject({ code: 0 });
  expect(await run(env, "verify", "--head", `7:${"0".repeat(64)}`)).toMatchObject({ code: 1 });
  const database = new DatabaseSync(file);
  database.exec("UPDATE log SET principal = 'token:eve' WHERE seq = 3");
  database.close();
  const broken = await run(env, "verify");
  expect(broken.code).toBe(1);
  expect(broken.out).toContain("broken at row 3");
  const json = await run(env, "verify", "--json");
  expect(json.code).toBe(1);
  expect(JSON.parse(json.out)).toMatchObject({ ok: false, brokenAt: 3 });
});

test("tail shows the newest that fit, a line each", async () => {
  const { env } = await filled();
  const { out } = await run(env, "tail", "--limit", "2", "--tool", "slack_*");
  const lines = out.trim().split("\n");
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatch(/^5 {2}\S+Z {2}ok {2}12\.3 ms {2}slack_send_message {2}token:anna/);
  const failed = await run(env, "tail", "--outcome", "error", "--since", "150m", "--json");
  expect(
    failed.out
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { seq: number }).seq),
  ).toEqual([6]);
});

test("export writes JSON, or CSV that no spreadsheet runs", async () => {
  const { env, file } = await filled();
  const json = await run({}, "export", "--file", file, "--until", "90m");
  expect((JSON.parse(json.out) as { seq: number }[]).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  const csv = await run(env, "export", "--format", "csv", "--since", "1m");
  const [header, line, end] = csv.out.split("\r\n");
  expect(header).toMatch(/^seq,kind,at,principal,client,/);
  expect(line).toContain(`,"'=2+5,""x""",`);
  expect(end).toBe("");
  expect(await run(env, "export", "--limit", "2")).toMatchObject({ code: 0 });
  expect(JSON.parse((await run(env, "export", "--tool", "none")).out)).toEqual([]);
});

test("tail --follow shows rows as others write them", async () => {
  const { env, file } = await filled();
  const main = join(import.meta.dirname, "../src/audit/audit-command.ts");
  const script = `import { auditCommand } from ${JSON.stringify(main)};
    const { env, stdin, stdout, stderr } = process;
    await auditCommand(["tail", "--follow", "--limit", "1", "--tool", "linear_*"], { env, cwd: ".", stdin, stdout, stderr });`;
  const args = ["--conditions=@sophia-mcp/source", "--input-type=module-typescript", "-e", script];
  const follower = start({ command: process.execPath, args }, env);
  await expect.poll(follower.output, { timeout: 5000 }).toContain("7  ");
  const audit = await openAudit(file, { onFailure: "continue", log: () => undefined });
  audit.record(call());
  audit.record(call({ tool: "linear_get_issue" }));
  await audit.close();
  await expect.poll(follower.output, { timeout: 5000 }).toMatch(/\n9 {2}.*linear_get_issue/);
  expect(follower.output()).not.toContain("slack");
  follower.child.kill();
  await follower.ended;
});

test("the log is found where the configuration puts it", async () => {
  const { file } = await filled();
  const config = join(folder(), "mcp.json");
  writeFileSync(config, JSON.stringify({ mcpServers: {}, audit: { enabled: true, file } }));
  expect(await run({}, "verify", "--config", config)).toMatchObject({ code: 0 });
  expect(await run({ SOPHIA_CONFIG: config }, "verify")).toMatchObject({ code: 0 });
});

test("what is wrong is said with what to do", async () => {
  const { env } = await filled();
  for (const wrong of [
    ["look"],
    [],
    ["tail", "--since", "yesterday"],
    ["tail", "--limit", "0"],
    ["export", "--format", "xml"],
    ["verify", "--head", "abc"],
    ["verify", "more"],
    ["verify", "--made-up"],
  ]) {
    const { code, err } = await run(env, ...wrong);
    expect(code, wrong.join(" ")).toBe(2);
    expect(err).toContain("Usage:");
  }
  const missing = await run({ SOPHIA_STATE_DIR: folder() }, "verify", "--json");
  expect(missing.code).toBe(1);
  expect(JSON.parse(missing.out)).toMatchObject({
    ok: false,
    error: expect.stringContaining("audit.enabled"),
  });
  const other = join(folder(), "x", "other.db");
  mkdirSync(dirname(other));
  writeFileSync(other, "no database ".repeat(100));
  expect(await run({}, "tail", "--file", other)).toMatchObject({
    code: 1,
    err: expect.stringContaining("cannot be read"),
  });
  expect(await run({}, "--help")).toMatchObject({ code: 0, out: expect.stringContaining("audit verify") });
});
