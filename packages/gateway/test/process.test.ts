import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterEach, expect, test } from "vitest";

const main = join(import.meta.dirname, "../src/main.ts");
const nodeArgs = ["--conditions=@sophia-mcp/source", main];
const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});

function start(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [...nodeArgs, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.push(child);
  let output = "";
  let errors = "";
  child.stdout.on("data", (text: Buffer) => (output += String(text)));
  child.stderr.on("data", (text: Buffer) => (errors += String(text)));
  const exit = new Promise<number | null>((resolve) => child.once("exit", resolve));
  return { child, exit, output: () => output, errors: () => errors };
}

test(
  "start prints what it serves and lines that work, and Ctrl-C ends all of it",
  { timeout: 30_000 },
  async () => {
    const { child, exit, output } = start(["start", "--sandbox", "--port", "0"]);
    await expect.poll(output, { timeout: 20_000 }).toContain("Stop with Ctrl-C");
    const text = output();
    const url = /on (http:\/\/127\.0\.0\.1:\d+\/mcp)/.exec(text)?.[1] ?? "";

    const [, headers, body] = /curl -s \S+ (.*) -d '(.*)'/.exec(text) ?? [];
    expect(headers).toContain("accept: application/json, text/event-stream");
    const tried = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json, text/event-stream" },
      body: body ?? "",
    });
    expect(await tried.text()).toContain("hubspot.com/contacts/");

    const client = new Client({ name: "t", version: "1" }, { versionNegotiation: { mode: "auto" } });
    await client.connect(new StreamableHTTPClientTransport(new URL(url)));
    expect((await client.listTools()).tools.length).toBeGreaterThan(10);
    await client.close();

    const health = (await (await fetch(url.replace("/mcp", "/health"))).json()) as {
      status: string;
      upstreams: unknown[];
    };
    expect(health).toMatchObject({ status: "ok" });
    expect(await (await fetch(url.replace("/mcp", "/metrics"))).text()).toContain("mcp_tool_calls_total{");

    const entry = JSON.parse(/\{\n\s+"mcpServers"[\s\S]*\n {2}\}/.exec(text)?.[0] ?? "{}") as {
      mcpServers: { sophia: { command: string; args: string[] } };
    };
    const stdio = new Client({ name: "t", version: "1" }, { versionNegotiation: { mode: "legacy" } });
    await stdio.connect(new StdioClientTransport({ ...entry.mcpServers.sophia, stderr: "ignore" }));
    const answer = await stdio.callTool({ name: "hubspot_get_account", arguments: {} });
    expect(answer.isError).toBeUndefined();
    await stdio.close();

    child.kill("SIGINT");
    expect(await exit).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  },
);

test.each([
  [["fly"], {}, /Unknown command fly\. Accepted: serve, start, tools/],
  [["start", "--port", "many"], {}, /--port: "many" is not a port/],
  [["start", "--host", "0.0.0.0"], {}, /set MCP_AUTH_TOKEN/],
  [["--check"], {}, /--check is a flag of a single server/],
  [["serve", "--expose", "some"], {}, /--expose: "some" is not a mode\. Accepted: all, search, auto/],
  [["start", "--groups", "nope"], {}, /unknown group "nope"\. Accepted: all, core/],
] as const)("%j is refused with what is accepted", async (args, env, wording) => {
  const { exit, errors } = start(args, env);
  expect(await exit).toBe(2);
  expect(errors()).toMatch(wording);
});
