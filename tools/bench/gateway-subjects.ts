import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "./process.ts";

const node = process.execPath;

export const noop = (root: string, ...args: string[]): Command => ({
  command: node,
  args: [join(root, "tools/bench/gateway-noop.mjs"), ...args],
});

/** A relay that does nothing else, in front of the same server. */
export const rawRelay = (root: string, ...args: string[]): Command => ({
  command: node,
  args: [join(root, "tools/bench/gateway-relay.mjs"), ...args],
});

/** The built gateway with a configuration of its own and a state folder that stays for later runs. */
export function gateway(
  root: string,
  form: "serve" | "start",
  config: object,
  flags: string[] = [],
): Command {
  const folder = mkdtempSync(join(tmpdir(), "bench-gateway-"));
  const file = join(folder, "mcp.json");
  writeFileSync(file, JSON.stringify(config));
  const port = form === "start" ? ["--port", "0"] : [];
  return {
    command: node,
    args: [join(root, "packages/gateway/dist/main.js"), form, "--config", file, ...port, ...flags],
    env: { SOPHIA_STATE_DIR: join(folder, "state") },
  };
}

/** A limit that is checked with every call and never reached, a row for every call, and series for every call. */
export const guarded = {
  audit: { enabled: true },
  defaultProfile: "guarded",
  profiles: {
    guarded: {
      deny: ["*_never_*"],
      confirm: { access: [], tools: ["*_not_this"] },
      ratePerMinute: 1_000_000,
      toolRatePerMinute: 1_000_000,
    },
  },
};

export interface Listening {
  url: string;
  child: ChildProcess;
  close(): Promise<void>;
}

/** Starts what prints the URL it listens on. */
export function listening({ command, args, env = {} }: Command): Promise<Listening> {
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(command, args, { env: { PATH, HOME, ...env }, stdio: ["ignore", "pipe", "ignore"] });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return new Promise((resolve, reject) => {
    let output = "";
    child.stdout.on("data", (text: Buffer) => {
      output += text.toString();
      const [url] = /http:\/\/127\.0\.0\.1:\d+\/\w+/.exec(output) ?? [];
      if (url === undefined) return;
      resolve({
        url,
        child,
        close: () => {
          child.kill("SIGTERM");
          const limit = setTimeout(() => child.kill("SIGKILL"), 5000);
          return ended.finally(() => clearTimeout(limit));
        },
      });
    });
    child.once("exit", (code) =>
      reject(new Error(`${args.join(" ")} ended with ${code} before it listened`)),
    );
  });
}

/** A port that nobody listens on now: the peer cannot choose one by itself. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** mcp-hub 4.2.1 in front of the same server, installed from the registry; undefined where that cannot be done. */
export async function mcpHub(upstream: Command): Promise<Listening | undefined> {
  const folder = join(tmpdir(), "bench-mcp-hub-4.2.1");
  const main = join(folder, "node_modules/mcp-hub/dist/cli.js");
  const config = join(folder, "mcp.json");
  try {
    if (!existsSync(main)) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "package.json"), '{"private":true}');
      const args = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "mcp-hub@4.2.1"];
      execFileSync("npm", args, { cwd: folder, stdio: "ignore" });
    }
  } catch {
    return undefined;
  }
  writeFileSync(config, JSON.stringify({ mcpServers: { noop: upstream } }));
  const port = await freePort();
  const child = spawn(node, [main, "--port", String(port), "--config", config], {
    env: { PATH: process.env.PATH ?? "", HOME: folder },
    stdio: "ignore",
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const origin = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 100; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const health = await fetch(`${origin}/api/health`, { signal: AbortSignal.timeout(1000) }).then(
      (res) => res.text(),
      () => "",
    );
    if (!health.includes('"status":"connected"')) continue;
    return {
      url: `${origin}/mcp`,
      child,
      close() {
        child.kill("SIGTERM");
        const limit = setTimeout(() => child.kill("SIGKILL"), 3000);
        return ended.finally(() => clearTimeout(limit));
      },
    };
  }
  child.kill("SIGKILL");
  return undefined;
}
