import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { readFileSync } from "node:fs";

export interface Command {
  command: string;
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
}

type Message = { id?: number | string; result?: Record<string, unknown>; error?: { message: string } };

/** A stdio server driven with raw lines, so that the driver's own cost stays out of the figures. */
export class StdioProcess {
  readonly child: ChildProcessWithoutNullStreams;
  readonly started = performance.now();
  #buffer = "";
  #waiting = new Map<number, { resolve(message: Message): void; reject(error: Error): void }>();
  #next = 1;

  constructor({ command, args, env = {} }: Command) {
    const { PATH = "", HOME = "" } = process.env;
    this.child = spawn(command, args, { env: { PATH, HOME, ...env }, stdio: "pipe" });
    this.child.stdout.setEncoding("utf8");
    this.child.stderr.resume();
    this.child.stdout.on("data", (text: string) => this.#read(text));
    this.child.once("exit", (code) => {
      for (const { reject } of this.#waiting.values())
        reject(new Error(`the server ended with code ${code} before it answered`));
    });
  }

  #read(text: string): void {
    this.#buffer += text;
    for (let end = this.#buffer.indexOf("\n"); end >= 0; end = this.#buffer.indexOf("\n")) {
      const line = this.#buffer.slice(0, end);
      this.#buffer = this.#buffer.slice(end + 1);
      if (line.trim() === "") continue;
      const message = JSON.parse(line) as Message;
      const settle = this.#waiting.get(message.id as number);
      this.#waiting.delete(message.id as number);
      settle?.resolve(message);
    }
  }

  request(method: string, params?: object): Promise<Message> {
    const id = this.#next++;
    const answer = new Promise<Message>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
    return answer;
  }

  notify(method: string): void {
    this.child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", method })}\n`);
  }

  /** Opens the session as every client does and answers the raw `tools/list` result, all pages of it. */
  async listTools(): Promise<{ tools: unknown[]; milliseconds: number }> {
    await this.request("initialize", {
      protocolVersion: "2025-11-25",
      capabilities: {},
      clientInfo: { name: "bench", version: "1" },
    });
    this.notify("notifications/initialized");
    const tools: unknown[] = [];
    let cursor: unknown;
    do {
      const { result } = await this.request("tools/list", cursor === undefined ? {} : { cursor });
      tools.push(...((result?.tools as unknown[]) ?? []));
      cursor = result?.nextCursor;
    } while (cursor !== undefined);
    return { tools, milliseconds: performance.now() - this.started };
  }

  /** Resident memory of the process in MB. */
  memory(): number {
    const status = readFileSync(`/proc/${this.child.pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
  }

  async end(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.stdin.end();
    const limit = setTimeout(() => this.child.kill("SIGKILL"), 2000);
    await ended;
    clearTimeout(limit);
  }
}
