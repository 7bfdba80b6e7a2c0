import { execFile, spawn } from "node:child_process";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { describe, expect, test } from "vitest";
import { nodeArgs } from "./process.ts";

interface Finished {
  code: number;
  stdout: string;
  stderr: string;
}

function run(args: readonly string[], env: Record<string, string> = {}): Promise<Finished> {
  return new Promise((resolve) => {
    const options = { env: { PATH: process.env.PATH, ...env } };
    execFile(process.execPath, [...nodeArgs, ...args], options, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

const token = { DEMO_TOKEN: "demo-secret-token" };

test("--help names every flag, setting and credential with its variable", async () => {
  const { code, stdout } = await run(["--help"]);
  expect(code).toBe(0);
  for (const word of [
    "--read-only",
    "SOPHIA_READ_ONLY",
    "--base-url",
    "DEMO_BASE_URL",
    "DEMO_TOKEN",
    "Groups besides core: extra",
  ]) {
    expect(stdout).toContain(word);
  }
});

test("--version prints the version and nothing else", async () => {
  expect(await run(["--version"])).toEqual({ code: 0, stdout: "1.2.3\n", stderr: "" });
});

describe("--check", () => {
  test("says whose credential it is and which tools lack a scope", async () => {
    const { code, stdout } = await run(["--check"], token);
    expect(code).toBe(0);
    expect(stdout).toContain("Demo: demo user\nscopes: echo.read");
    expect(stdout).toContain("demo_update_thing\tthing.write");
    expect(stdout).not.toContain("demo-secret-token");
  });

  test("ends with 1 and names what is missing", async () => {
    const { code, stderr } = await run(["--check"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Demo needs DEMO_TOKEN/);
  });
});

test("--list-tools prints what a client would see, and follows the selection", async () => {
  const all = await run(["--list-tools", "--groups", "all"]);
  expect(all.stdout).toMatch(/^name\taccess\tgroup\ttokens\ttitle\ndemo_get_echo\tread\tcore\t\d+\tEcho\n/);
  expect(all.stdout).toMatch(/6 tools, about \d+ tokens/);
  const few = await run(["--list-tools", "--tools", "demo_get_echo,demo_update_thing", "--read-only"]);
  expect(few.stdout).toMatch(/1 tools, about/);
});

test.each([
  ["cursor", /"mcpServers": \{\s+"demo": \{\s+"command": "npx",[^}]*"DEMO_TOKEN": "\$\{env:DEMO_TOKEN\}"/s],
  ["windsurf", /"mcpServers": \{\s+"demo": \{[^}]*"DEMO_TOKEN": "\$\{env:DEMO_TOKEN\}"/s],
  ["claude", /"DEMO_TOKEN": "<DEMO_TOKEN>"/],
  ["claude-code", /^claude mcp add demo --env DEMO_TOKEN="\$DEMO_TOKEN" -- npx -y @sophia-mcp\/demo/],
  ["vscode", /"type": "promptString",[^}]*"password": true/s],
])("--config-for %s prints that client's entry without a secret", async (client, form) => {
  const { code, stdout } = await run(["--config-for", client], token);
  expect(code).toBe(0);
  expect(stdout).toMatch(form);
  expect(stdout).not.toContain("demo-secret-token");
});

test.each([
  [["--nope"], {}, /^Unknown flag --nope/],
  [["--tools", "demo_get_ecko"], {}, /^--tools: unknown tool "demo_get_ecko"\. Did you mean demo_get_echo\?/],
  [
    ["--list-tools", "--groups", "nope"],
    {},
    /^--groups: unknown group "nope"\. Accepted: all, core, extra\./,
  ],
  [["--check", "--timeout-seconds", "9999"], {}, /^--timeout-seconds \(Time limit[^)]*\) is not accepted/],
  [["--check"], { DEMO_BASE_URL: "not a url" }, /^DEMO_BASE_URL \(The vendor\) is not accepted/],
  [
    ["--http", "0", "--host", "0.0.0.0"],
    token,
    /^--host 0\.0\.0\.0 is reachable from other machines: set MCP_AUTH_TOKEN/,
  ],
  [
    ["--http", "0"],
    { MCP_AUTH_TOKEN_FILE: "/does/not/exist" },
    /^MCP_AUTH_TOKEN_FILE points to \/does\/not\/exist, which cannot be read/,
  ],
  [
    [],
    { SOPHIA_READ_ONLY: "perhaps" },
    /^SOPHIA_READ_ONLY: "perhaps" is not accepted\. Accepted: true, false\./,
  ],
])("%j with %j ends with 2 and names what is accepted", async (args, env, wording) => {
  const { code, stderr } = await run(args, env);
  expect(stderr).toMatch(wording);
  expect(code).toBe(2);
});

test("--http serves the same tools until a signal, then ends with 0", async () => {
  const child = spawn(process.execPath, [...nodeArgs, "--http", "0", "--sandbox"], {
    env: { PATH: process.env.PATH },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const url = await new Promise<string>((resolve) => {
    let text = "";
    child.stderr.on("data", (part: Buffer) => {
      text += String(part);
      const found = /on (http:\S+)/.exec(text)?.[1];
      if (found) resolve(found);
    });
  });
  const client = new Client({ name: "t", version: "1" }, { versionNegotiation: { mode: "auto" } });
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  const answer = await client.callTool({ name: "demo_get_echo", arguments: { text: "over http" } });
  expect(answer.structuredContent).toMatchObject({ text: "over http" });
  await client.close();
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  expect(await ended).toBe(0);
});
