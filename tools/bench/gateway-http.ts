import { connect, type Socket } from "node:net";
import { callText, failed, idOf, opening, type CallShape, type Line } from "./gateway-pipe.ts";

const blank = Buffer.from("\r\n\r\n");
const lastChunk = Buffer.from("0\r\n\r\n");

interface Response {
  head: string;
  body: Buffer;
}

/** One kept-alive connection with one request at a time, written and read without an HTTP library. */
class Connection {
  #socket: Socket;
  #buffer: Buffer = Buffer.alloc(0);
  #settle: ((response: Response) => void) | undefined;
  #fail: ((error: Error) => void) | undefined;
  #closed = false;

  constructor(port: number) {
    this.#socket = connect({ port, host: "127.0.0.1", noDelay: true });
    this.#socket.on("data", (chunk: Buffer) => this.#read(chunk));
    this.#socket.on("close", () => {
      this.#closed = true;
      this.#fail?.(new Error("the connection was closed"));
    });
    this.#socket.on("error", (error) => this.#fail?.(error));
  }

  #read(chunk: Buffer): void {
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
    const split = this.#buffer.indexOf(blank);
    if (split < 0) return;
    const head = this.#buffer.toString("latin1", 0, split);
    const length = /content-length: *(\d+)/i.exec(head)?.[1];
    const from = split + blank.length;
    const empty = /^HTTP\/1.1 (202|204)/.test(head) && length === undefined;
    const chunked = length === undefined && !empty;
    if (chunked && !this.#buffer.subarray(-lastChunk.length).equals(lastChunk)) return;
    const end = chunked || empty ? this.#buffer.length : from + Number(length);
    if (this.#buffer.length < end) return;
    const body = this.#buffer.subarray(from, end);
    this.#buffer = this.#buffer.subarray(end);
    this.#settle?.({ head, body });
  }

  post(path: string, headers: string, body: string): Promise<Response> {
    return new Promise((resolve, reject) => {
      this.#settle = resolve;
      this.#fail = reject;
      if (this.#closed) return reject(new Error("the connection was closed before"));
      const length = Buffer.byteLength(body);
      this.#socket.write(`POST ${path} HTTP/1.1\r\n${headers}content-length: ${length}\r\n\r\n${body}`);
    });
  }

  /** Opens a stream; every chunk of it is handed over until the connection is closed. */
  stream(path: string, headers: string, read: (chunk: Buffer) => void): void {
    this.#socket.removeAllListeners("data");
    this.#socket.on("data", read);
    this.#socket.write(`GET ${path} HTTP/1.1\r\n${headers}\r\n`);
  }

  close(): void {
    this.#fail = undefined;
    this.#socket.destroy();
  }
}

const common = (port: number, accept: string): string =>
  `host: 127.0.0.1:${port}\r\ncontent-type: application/json\r\naccept: ${accept}\r\n`;

/** As many kept-alive connections as there are calls in flight. */
function pool(port: number) {
  const idle: Connection[] = [];
  const all: Connection[] = [];
  return {
    async post(path: string, headers: string, body: string): Promise<Response> {
      let connection = idle.pop();
      if (!connection) {
        connection = new Connection(port);
        all.push(connection);
      }
      const response = await connection.post(path, headers, body);
      idle.push(connection);
      return response;
    },
    close: () => {
      for (const connection of all) connection.close();
    },
  };
}

/** Streamable HTTP: a session where the server gives one, and every answer as the body of its request. */
export async function httpLine(url: string, call: CallShape): Promise<Line> {
  const { port, pathname } = new URL(url);
  const connections = pool(Number(port));
  const base = common(Number(port), "application/json, text/event-stream");
  const opened = await connections.post(pathname, base, opening[0]);
  const session = /mcp-session-id: *([^\r\n]+)/i.exec(opened.head)?.[1];
  const version = "mcp-protocol-version: 2025-11-25\r\n";
  const headers = `${base}${version}${session === undefined ? "" : `mcp-session-id: ${session}\r\n`}`;
  await connections.post(pathname, headers, opening[1]);
  const text = callText(call);
  let next = 1;
  return {
    async call() {
      const { head, body } = await connections.post(pathname, headers, text(next++));
      if (!head.startsWith("HTTP/1.1 200") || failed(body))
        throw new Error(`${call.name}: ${head.split("\r\n")[0]} ${body.toString().slice(0, 300)}`);
    },
    async close() {
      connections.close();
    },
  };
}

/** The older transport: answers come on one stream, requests are posted beside it. */
export async function sseLine(url: string, call: CallShape): Promise<Line> {
  const { port, pathname } = new URL(url);
  const connections = pool(Number(port));
  const stream = new Connection(Number(port));
  const waiting = new Map<number, (answer: Buffer) => void>();
  let endpoint: ((path: string) => void) | undefined;
  const opened = new Promise<string>((resolve) => (endpoint = resolve));
  let rest: Buffer = Buffer.alloc(0);
  stream.stream(pathname, common(Number(port), "text/event-stream"), (chunk) => {
    const all = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = all.indexOf("\n", from); end >= 0; end = all.indexOf("\n", from)) {
      const line = all.subarray(from, end);
      from = end + 1;
      if (line.toString("latin1", 0, 6) !== "data: ") continue;
      if (line.toString("latin1", 6, 7) === "/") endpoint?.(line.toString("latin1", 6).trim());
      const id = idOf(line);
      waiting.get(id)?.(line);
      waiting.delete(id);
    }
    rest = all.subarray(from);
  });
  const path = await opened;
  const headers = common(Number(port), "application/json");
  const text = callText(call);
  const ask = async (id: number, message: string): Promise<Buffer> => {
    const answer = new Promise<Buffer>((resolve) => waiting.set(id, resolve));
    await connections.post(path, headers, message);
    return answer;
  };
  await ask(0, opening[0]);
  await connections.post(path, headers, opening[1]);
  let next = 1;
  return {
    async call() {
      const id = next++;
      const answer = await ask(id, text(id));
      if (failed(answer)) throw new Error(`${call.name}: ${answer.toString().slice(0, 300)}`);
    },
    async close() {
      stream.close();
      connections.close();
    },
  };
}
