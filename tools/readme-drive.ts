/** Starts what a client would start, and drives it with a real client. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { expectRows, firstCall } from "./drive.ts";
import type { Entry } from "./readme-blocks.ts";

const info = { name: "readme", version: "1" };
const patienceMs = 60_000;

/**
 * Lists the tools of an entry and makes one call.
 * @param name whose first call is made: `hubspot`, `gateway`
 * @param env what the client was started with: references of the entry are resolved from it, and the rest is handed on
 * @returns how many tools are listed
 * @throws Error with what the server wrote on stderr
 */
export async function driveEntry(
  name: string,
  { command, args, env: given }: Entry,
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const own = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, resolved(value, env)]));
  const transport = new StdioClientTransport({ command, args, env: { ...env, ...own }, stderr: "pipe" });
  let said = "";
  transport.stderr?.on("data", (part: Buffer) => (said = `${said}${String(part)}`.slice(-2000)));
  const client = new Client(info);
  try {
    await client.connect(transport);
    return await listAndCall(client, name);
  } catch (error) {
    throw new Error(`${[command, ...args].join(" ")}: ${String(error)}\n${said}`, { cause: error });
  } finally {
    await client.close();
  }
}

/** @throws Error when the endpoint does not answer in time, or not with rows */
export async function driveUrl(name: string, url: string, token: string): Promise<number> {
  await answers(new URL("/health", url).href);
  const client = new Client(info);
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  try {
    await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit }));
    return await listAndCall(client, name);
  } finally {
    await client.close();
  }
}

async function listAndCall(client: Client, name: string): Promise<number> {
  const { tools } = await client.listTools();
  if (tools.length === 0) throw new Error("no tools are listed");
  expectRows(name, await client.callTool(firstCall(name)));
  return tools.length;
}

/** As clients write references: `${env:NAME}`, `${NAME:-}`, `${input:name}`. */
const resolved = (value: string, env: Readonly<Record<string, string>>): string =>
  value.replaceAll(
    /\$\{(?:env:|input:)?([\w-]+)(?::-[^}]*)?\}/g,
    (_: string, name: string) => env[name.replaceAll("-", "_").toUpperCase()] ?? "",
  );

const answers = (url: string): Promise<void> => becomes(url, true, `${url} did not answer`);

/** @throws Error when something on this port outlives what was stopped */
export const goneFrom = (port: number): Promise<void> =>
  becomes(`http://127.0.0.1:${port}/health`, false, `port ${port} is still served`);

async function becomes(url: string, wanted: boolean, otherwise: string): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline) {
    const ok = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ok === wanted) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${otherwise} within ${patienceMs / 1000} s`);
}

/** A command that goes on until it is told to end, and what it prints. */
export interface Running {
  /** Waits until the output has this. */
  prints(pattern: RegExp): Promise<RegExpExecArray>;
  /** As Ctrl-C does. */
  stop(): Promise<void>;
}

/** @param cwd folder in which the shell runs the command, in a process group of its own */
export function run(command: string, cwd: string, env: Readonly<Record<string, string>>): Running {
  const child: ChildProcess = spawn("sh", ["-c", command], {
    cwd,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "exit");
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (part: Buffer) => (output += String(part)));
  return {
    async prints(pattern) {
      const deadline = Date.now() + patienceMs;
      for (;;) {
        const found = pattern.exec(output);
        if (found) return found;
        if (child.exitCode !== null || Date.now() > deadline)
          throw new Error(`${command}: did not print ${String(pattern)}, but:\n${output.slice(-2000)}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async stop() {
      if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, "SIGINT");
      await ended;
    },
  };
}
