import { spawn } from "node:child_process";
import type { Command } from "./process.ts";

/** Something that can be called over and over; a call fails when the answer is an error. */
export interface Line {
  call(): Promise<void>;
  close(): Promise<void>;
}

export interface CallShape {
  name: string;
  arguments: object;
}

const newline = 0x0a;
const idPattern = /"id":(\d+)[,}]/;

/** The id of an answer, looked for where it stands: parsing 1 KB would be the client's cost, not the server's. */
export function idOf(line: Buffer): number {
  const found =
    idPattern.exec(line.toString("latin1", 0, 64)) ??
    idPattern.exec(line.toString("latin1", Math.max(0, line.length - 64)));
  return Number(found?.[1]);
}

const failedPattern = /"isError":true|"error":\{/;
export const failed = (answer: Buffer): boolean => failedPattern.test(answer.toString("latin1", 0, 256));

const initialize = {
  protocolVersion: "2025-11-25",
  capabilities: {},
  clientInfo: { name: "bench", version: "1" },
};
/** The messages that open a session of the older revisions. */
export const opening = [
  JSON.stringify({ jsonrpc: "2.0", id: 0, method: "initialize", params: initialize }),
  JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" }),
] as const;

/** A call as text, cut where the id stands. */
export function callText(params: CallShape): (id: number) => string {
  const rest = `,"method":"tools/call","params":${JSON.stringify(params)}}`;
  return (id) => `{"jsonrpc":"2.0","id":${id}${rest}`;
}

/** A client on a process's pipes that does as little as one can. */
export async function pipeLine({ command, args, env = {} }: Command, call: CallShape): Promise<Line> {
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(command, args, { env: { PATH, HOME, ...env }, stdio: ["pipe", "pipe", "pipe"] });
  const waiting = new Map<number, { resolve(answer: Buffer): void; reject(error: Error): void }>();
  let errors = "";
  child.stderr.on("data", (text: Buffer) => (errors = (errors + text.toString()).slice(-1000)));
  child.stdin.on("error", () => undefined);
  child.once("exit", (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`ended with code ${code}: ${errors}`));
  });
  let rest: Buffer = Buffer.alloc(0);
  child.stdout.on("data", (chunk: Buffer) => {
    let from = 0;
    const all = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = all.indexOf(newline); end >= 0; end = all.indexOf(newline, from)) {
      const line = all.subarray(from, end);
      from = end + 1;
      const id = idOf(line);
      waiting.get(id)?.resolve(line);
      waiting.delete(id);
    }
    rest = all.subarray(from);
  });
  const text = callText(call);
  let next = 1;
  const ask = (id: number, message: string): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      child.stdin.write(`${message}\n`);
    });
  await ask(0, opening[0]);
  child.stdin.write(`${opening[1]}\n`);
  return {
    async call() {
      const id = next++;
      const answer = await ask(id, text(id));
      if (failed(answer)) throw new Error(`${call.name}: ${answer.toString().slice(0, 300)}`);
    },
    async close() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.stdin.end();
      const limit = setTimeout(() => child.kill("SIGKILL"), 3000);
      await ended;
      clearTimeout(limit);
    },
  };
}
