import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/server";
import type { Json } from "./envelope.ts";
import type { Front } from "./front.ts";
import { createWire, pipeWriter, type Wire } from "./wire.ts";

export interface StdioOptions {
  /** Answers without loading anything; absent when there is no manifest. */
  front?: Front | undefined;
  /** Loads the server; called once, for the first message that the front cannot answer. */
  connect(transport: LineTransport): Promise<Served>;
}

export interface Served {
  /** No request comes any more: what would never end by itself ends now, calls in flight go on. */
  stopping?(): void;
  close(): Promise<void>;
}

/** The SDK's transport, for those who have their messages as JSON already. */
export interface LineTransport extends Transport {
  /** Told of every message as it was written, before it is handed on. */
  onreceive?: (message: Record<string, unknown>, line: string) => void;
  /** Sends a line; `id` is that of the request it answers. */
  sendLine(line: string, id?: string | number): void;
}

/** Calls in flight get this long to finish once the client is gone or a signal came. */
const drainMs = 3000;
const parentPollMs = 1000;

/**
 * Serves this process's stdin and stdout until the client closes them, the parent dies or a signal comes; then lets
 * calls in flight finish and ends the process with code 0.
 */
export function serveStdio({ front, connect }: StdioOptions): void {
  const wire = createWire(
    process.stdin,
    stdoutWriter(() => void stop()),
  );
  const inflight = new Set<string | number>();
  let inner: InnerTransport | undefined;
  let server: Promise<Served> | undefined;
  let drained: (() => void) | undefined;
  let stopping = false;

  function settle(id: unknown): void {
    inflight.delete(id as string | number);
    if (inflight.size === 0) drained?.();
  }

  wire.onmessage = (message, written) => {
    const request = "method" in message && "id" in message;
    if (stopping && request) return;
    if (!inner) {
      const line = front?.answer(message);
      if (line !== undefined) {
        if (line !== "") wire.sendLine(line);
        return;
      }
      inner = new InnerTransport(wire, front?.replay ?? [], settle);
      server = connect(inner).catch((error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        process.exit(1);
      });
    }
    if (request) inflight.add(message.id as string | number);
    if (message.method === "notifications/cancelled") {
      settle((message.params as Json | undefined)?.requestId);
    }
    inner.receive(message, written);
  };
  wire.onend = () => void stop();
  process.once("SIGTERM", () => void stop());
  process.once("SIGINT", () => void stop());

  // A parent that is killed does not always close the pipe: a sibling may hold it open.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) void stop();
  }, parentPollMs).unref();

  async function stop(): Promise<void> {
    if (stopping) return;
    stopping = true;
    void server?.then((served) => served.stopping?.());
    // Keeps the process alive while answers are awaited, and bounds the wait.
    const limit = setTimeout(() => process.exit(0), drainMs + 1000);
    if (inflight.size > 0) {
      const quiet = new Promise<void>((resolve) => (drained = resolve));
      await Promise.race([quiet, new Promise((resolve) => setTimeout(resolve, drainMs))]);
    }
    await (await server)?.close().catch(() => undefined);
    clearTimeout(limit);
    // An answer may still wait in the pipe's buffer.
    setImmediate(() => process.stdout.end(() => process.exit(0)));
    setTimeout(() => process.exit(0), 500);
  }
}

/** Only the wire writes to stdout from here on; what anything else writes goes to stderr. */
function stdoutWriter(broken: () => void): (text: string) => void {
  const write = pipeWriter(process.stdout, broken);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  return write;
}

/** What the SDK sees as its transport: the wire behind it, and the front's replay before it. */
class InnerTransport implements LineTransport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: Transport["onmessage"];
  onreceive?: LineTransport["onreceive"];
  #wire: Wire;
  #settle: (id: unknown) => void;
  #waiting: { message: Json; line: string }[] | undefined;
  /** Ids whose next answer was given by the front already. */
  #answered: unknown[];

  constructor(wire: Wire, replay: readonly Json[], settle: (id: unknown) => void) {
    this.#wire = wire;
    this.#settle = settle;
    this.#waiting = replay.map((message) => ({ message, line: "" }));
    this.#answered = replay.filter((message) => "id" in message).map((message) => message.id);
  }

  receive(message: Json, line: string): void {
    if (this.#waiting) this.#waiting.push({ message, line });
    else this.#pass(message, line);
  }

  #pass(message: Json, line: string): void {
    this.onreceive?.(message, line);
    this.onmessage?.(message as unknown as JSONRPCMessage);
  }

  async start(): Promise<void> {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    // After start() returns, as every transport does.
    queueMicrotask(() => {
      for (const { message, line } of waiting) this.#pass(message, line);
    });
  }

  async send(message: object): Promise<void> {
    if ("id" in message && !("method" in message)) {
      const replayed = this.#answered.indexOf(message.id);
      if (replayed >= 0) {
        this.#answered.splice(replayed, 1);
        return;
      }
      this.#wire.send(message);
      this.#settle(message.id);
      return;
    }
    this.#wire.send(message);
  }

  sendLine(line: string, id?: string | number): void {
    this.#wire.sendLine(line);
    if (id !== undefined) this.#settle(id);
  }

  async close(): Promise<void> {
    this.onclose?.();
  }
}
