import type { ServerResponse } from "node:http";
import type { Answer } from "./emulator.ts";

export function encode(body: unknown): { bytes: Buffer; type: string } {
  if (body === undefined) return { bytes: Buffer.alloc(0), type: "application/json" };
  if (body instanceof Uint8Array) return { bytes: Buffer.from(body), type: "application/octet-stream" };
  if (typeof body === "string") return { bytes: Buffer.from(body), type: "text/plain; charset=utf-8" };
  return { bytes: Buffer.from(JSON.stringify(body)), type: "application/json;charset=utf-8" };
}

export function send(response: ServerResponse, answer: Answer, extra: Record<string, string> = {}): void {
  if (response.destroyed || response.headersSent) return;
  const status = answer.status ?? 200;
  const { bytes, type } = encode(answer.body);
  const headers: Record<string, string> = { ...lowerCased(answer.headers), ...lowerCased(extra) };
  if (bytes.length > 0) headers["content-type"] ??= type;
  if (status !== 204 && status !== 304) headers["content-length"] = String(bytes.length);
  response.writeHead(status, headers);
  response.end(status === 204 || status === 304 ? undefined : bytes);
}

function lowerCased(headers: Record<string, string> | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
}
