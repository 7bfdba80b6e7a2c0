import { spawn } from "node:child_process";
import { join } from "node:path";

export const demoMain = join(import.meta.dirname, "demo-main.ts");
export const nodeArgs = ["--conditions=@sophia-mcp/source", demoMain];

type Message = {
  id?: unknown;
  result?: Record<string, unknown>;
  error?: { code: number; message: string; data?: unknown };
  method?: string;
  params?: Record<string, unknown>;
};

export interface Raw {
  pid: number;
  write(text: string | Buffer): void;
  /** The next message from stdout; fails on a line that is not JSON-RPC. */
  next(): Promise<Message>;
  /** Everything on stderr so far. */
  stderr(): string;
  endInput(): void;
  closeOutput(): void;
  kill(signal: NodeJS.Signals): void;
  /** Exit code once the process has ended. */
  exit: Promise<number | null>;
}

/** A process under test, driven by raw bytes; every line it prints must be JSON-RPC. */
export function startRaw(args: readonly string[] = [], env: Record<string, string> = {}): Raw {
  const child = spawn(process.execPath, [...nodeArgs, ...args], {
    env: { PATH: process.env.PATH, DEMO_TOKEN: "demo-secret-token", ...env },
    stdio: "pipe",
  });
  const messages: Message[] = [];
  const waiting: ((message: Message) => void)[] = [];
  let buffer = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    buffer += text;
    for (let end = buffer.indexOf("\n"); end >= 0; end = buffer.indexOf("\n")) {
      const message = JSON.parse(buffer.slice(0, end)) as Message & { jsonrpc: string };
      buffer = buffer.slice(end + 1);
      if (message.jsonrpc !== "2.0") throw new Error("not JSON-RPC on stdout");
      const receive = waiting.shift();
      if (receive) receive(message);
      else messages.push(message);
    }
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  child.stdin.on("error", () => undefined);
  return {
    pid: child.pid ?? 0,
    write: (text) => void child.stdin.write(text),
    next: () => {
      const ready = messages.shift();
      return ready ? Promise.resolve(ready) : new Promise((resolve) => waiting.push(resolve));
    },
    stderr: () => errors,
    endInput: () => void child.stdin.end(),
    closeOutput: () => void child.stdout.destroy(),
    kill: (signal) => void child.kill(signal),
    exit: new Promise((resolve) => child.once("exit", resolve)),
  };
}

export const line = (message: object): string => `${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`;

export const handshake = (protocolVersion = "2025-11-25"): string =>
  line({
    id: 0,
    method: "initialize",
    params: { protocolVersion, capabilities: {}, clientInfo: { name: "t", version: "1" } },
  }) + line({ method: "notifications/initialized" });

export const call = (id: number, name: string, args: object = {}, meta?: object): string =>
  line({ id, method: "tools/call", params: { name, arguments: args, ...(meta ? { _meta: meta } : {}) } });
