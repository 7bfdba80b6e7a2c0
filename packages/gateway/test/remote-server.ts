import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Json } from "@sophia-mcp/core/envelope";

export interface Received {
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
  body: string;
  /** The body, where it is JSON. */
  message: Json;
}

export interface Scripted {
  url: string;
  origin: string;
  port: number;
  received: Received[];
  /** Of the messages received, in their order. */
  methods(): unknown[];
  close(): Promise<void>;
}

export type Script = (received: Received, response: ServerResponse) => void | Promise<void>;

const servers: Scripted[] = [];
export const closeServers = async (): Promise<void> => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
};

/** An HTTP server on loopback that does just what a test says. */
export async function scripted(script: Script, port = 0): Promise<Scripted> {
  const received: Received[] = [];
  const server: Server = createServer((request, response) => {
    void text(request).then(async (body) => {
      const { method = "", url = "", headers } = request;
      const one: Received = { method, url, headers, body, message: parsed(body) };
      received.push(one);
      await script(one, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const bound = (server.address() as AddressInfo).port;
  const origin = `http://127.0.0.1:${bound}`;
  const made: Scripted = {
    url: `${origin}/mcp`,
    origin,
    port: bound,
    received,
    methods: () => received.map(({ method, message }) => message.method ?? method),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  servers.push(made);
  return made;
}

function parsed(body: string): Json {
  try {
    return JSON.parse(body) as Json;
  } catch {
    return {};
  }
}

export function json(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response
    .writeHead(status, { "content-type": "application/json", ...headers })
    .end(typeof body === "string" ? body : JSON.stringify(body));
}

export const result = (id: unknown, value: Json = {}): Json => ({ jsonrpc: "2.0", id, result: value });
export const textResult = (id: unknown, said: string): Json =>
  result(id, { content: [{ type: "text", text: said }] });

/** Begins a stream of events; each is written as it is given. */
export function stream(response: ServerResponse): (event: string) => void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.flushHeaders();
  return (event) => void response.write(`${event}\n\n`);
}

/** Answers what opens a server of the current revision; true when it has. */
export function opensModern({ message }: Received, response: ServerResponse): boolean {
  if (message.method !== "server/discover") return false;
  json(response, result(message.id, { supportedVersions: ["2026-07-28"], capabilities: { tools: {} } }));
  return true;
}

/** Answers what opens a server of an older revision, in a session where one is named; true when it has. */
export function opensLegacy(
  { method, message }: Received,
  response: ServerResponse,
  session?: string,
): boolean {
  const headers: Record<string, string> = session === undefined ? {} : { "mcp-session-id": session };
  if (message.method === "server/discover")
    json(response, { jsonrpc: "2.0", id: null, error: { code: -32_600, message: "Not initialized" } }, 400);
  else if (message.method === "initialize")
    json(
      response,
      result(message.id, { protocolVersion: "2025-11-25", capabilities: { tools: {} } }),
      200,
      headers,
    );
  else if (typeof message.method === "string" && message.id === undefined) response.writeHead(202).end();
  else if (method === "GET") response.writeHead(405).end();
  else if (method === "DELETE") response.writeHead(200).end();
  else return false;
  return true;
}
