import { chmodSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { builtIns } from "../registry.ts";
import { configCheckCommand } from "./check-command.ts";
import { temporaryFiles } from "./files.fixture.ts";

let files: ReturnType<typeof temporaryFiles>;
beforeEach(() => {
  files = temporaryFiles();
});
afterEach(() => files.remove());

async function check(args: readonly string[], env: Record<string, string> = {}) {
  let out = "";
  let errors = "";
  const code = await configCheckCommand(args, {
    env: { PATH: files.folder, ...env },
    cwd: files.folder,
    stdin: process.stdin,
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (errors += text) },
  });
  return { code, out, errors };
}

interface Report {
  ok: boolean;
  servers: { name: string; kind: string; starts: string[]; env: string[]; missing: string[] }[];
  warnings: string[];
}

async function report(env: Record<string, string> = {}) {
  const { code, out } = await check(["--config", "mcp.json", "--json"], env);
  return { code, out, report: JSON.parse(out) as Report };
}

function program(name: string): void {
  chmodSync(files.write(name, "#!/bin/sh\nexit 1\n"), 0o755);
}

test("says the argument list that would be started and names of variables, never a value", async () => {
  program("run");
  files.write("mcp.json", {
    mcpServers: {
      a: {
        command: "run",
        args: ["--token", "${SECRET}", "ghp_0123456789abcdefghij"],
        env: { KEY: "${SECRET}", B: "literal-secret" },
      },
      b: { url: "https://example.com/${SECRET}/mcp?key=${SECRET}", headers: { "X-Key": "${SECRET}" } },
      c: { url: "${WHOLE}" },
      slack: { env: { SLACK_BOT_TOKEN: "${SECRET}" } },
    },
  });
  const {
    code,
    out,
    report: found,
  } = await report({ SECRET: "value-that-nobody-sees", WHOLE: "https://h/p?k=value-that-nobody-sees" });
  expect(out).not.toMatch(/value-that-nobody-sees|literal-secret|ghp_0/);
  expect(found.servers).toMatchObject([
    { name: "slack", kind: "builtIn", starts: [], env: ["SLACK_BOT_TOKEN"], missing: [] },
    { name: "a", starts: ["run", "--token", "${SECRET}", "[redacted]"], env: ["KEY", "B"], missing: [] },
    { name: "b", starts: ["https://example.com/$%7BSECRET%7D/mcp?..."], env: ["X-Key"] },
    { name: "c", starts: ["https://h/p?..."] },
  ]);
  expect(code).toBe(0);
  const text = (
    await check(["--config", "mcp.json"], { SECRET: "value-that-nobody-sees", WHOLE: "https://h/p" })
  ).out;
  expect(text).toContain("a      program run --token ${SECRET}");
  expect(text).not.toContain("value-that-nobody-sees");
  expect(text).toContain("All of it can start.");
});

test("says what is missing and fails", async () => {
  files.write("noexec", "#!/bin/sh\n");
  files.write("mcp.json", {
    mcpServers: {
      gone: { command: "gone" },
      noexec: { command: "noexec" },
      folder: { command: "gone", cwd: "nowhere" },
      image: { image: "a/b" },
      broken: { command: "x", comand: "y" },
      linear: {},
    },
  });
  const { code, report: found } = await report();
  expect(code).toBe(1);
  expect(found.ok).toBe(false);
  const missing = Object.fromEntries(found.servers.map((server) => [server.name, server.missing.join(" ")]));
  expect(missing).toEqual({
    gone: expect.stringContaining("the program gone is not on the PATH"),
    noexec: expect.stringContaining("the program noexec is not on the PATH"),
    folder: expect.stringContaining("nowhere does not exist"),
    image: expect.stringContaining("the program docker is not on the PATH"),
    broken: expect.stringContaining('Did you mean "command"?'),
    linear: expect.stringContaining("LINEAR_API_KEY"),
  });
  const { out } = await check(["--config", "mcp.json"]);
  expect(out).toContain("MISSING Linear needs LINEAR_API_KEY (personal API key), which is not set.\n");
  expect(out).toContain("6 of 6 cannot work as it is.");
});

test("without a file every built-in server is there, with a credential or not", async () => {
  const { code, out } = await check([], { LINEAR_API_KEY: "lin_api_1234567890" });
  expect(code).toBe(0);
  expect(out.match(/MISSING/g)).toHaveLength(Object.keys(builtIns).length - 1);
});

test("a file that is not valid and flags that do not exist are told apart", async () => {
  files.write("mcp.json", "{");
  expect(await check(["--config", "mcp.json"])).toMatchObject({
    code: 1,
    out: "",
    errors: expect.stringMatching(/mcp\.json:1:/) as string,
  });
  const { code, report: found } = await report();
  expect([code, found]).toEqual([1, { ok: false, error: expect.stringMatching(/mcp\.json:1:/) as string }]);
  expect(await check(["--confg", "x"])).toMatchObject({
    code: 2,
    errors: expect.stringContaining("Usage:") as string,
  });
  expect(await check(["--help"])).toMatchObject({
    code: 0,
    out: expect.stringContaining("--json") as string,
  });
});

test.each([
  ["strangers, private data and a way out", { servers: ["github", "snowflake"] }, true],
  ["nothing that sends", { servers: ["gong", "snowflake"] }, false],
  ["no text of strangers", { servers: ["notion", "snowflake"] }, false],
  ["no private data", { servers: ["web"] }, false],
  ["another server beside private data", { servers: ["web", "snowflake"], readOnly: true }, true],
  ["reading alone", { servers: ["github", "slack"], readOnly: true }, false],
  ["a person in between", { servers: ["github", "slack"], confirm: { access: ["write"] } }, false],
  ["a confirmed way out", { servers: ["slack"], confirm: { tools: ["slack_*"] } }, false],
  ["a denied way out", { servers: ["slack"], deny: ["slack_send_*", "slack_update_*"] }, false],
  ["one way out that is left", { servers: ["slack"], deny: ["slack_send_*"] }, true],
  ["a way out that is not allowed", { servers: ["slack"], allow: ["slack_search_*"] }, false],
])("a profile with %s", async (_, profile, warned) => {
  files.write("mcp.json", {
    builtIns: true,
    mcpServers: { web: { url: "http://w/" } },
    profiles: { p: profile },
  });
  const { report: found } = await report();
  expect(found.warnings.some((warning) => warning.startsWith('Profile "p" combines'))).toBe(warned);
});
