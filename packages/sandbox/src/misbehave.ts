import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { encode, send } from "./answer.ts";
import type { Answer } from "./emulator.ts";
import type { Fault } from "./faults.ts";

export type Misbehaviour = {
  response: ServerResponse;
  /** Runs the request for real; called once at most. */
  real(): Promise<Answer>;
  /** The vendor's own wording for a status. */
  worded(status: number, retryAfter: string | undefined): Answer;
};

/** These pass the real answer on, only badly. */
const NEEDS_ANSWER: ReadonlySet<string> = new Set(["slow", "truncate", "drip"]);

const HTML =
  "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>";

export async function misbehave(fault: Fault, { response, real, worded }: Misbehaviour): Promise<void> {
  const answer = fault.afterEffect || NEEDS_ANSWER.has(fault.kind) ? await real() : undefined;
  const extra = faultHeaders(fault);
  if (fault.delayMs && fault.kind !== "drip") await sleep(fault.delayMs);
  switch (fault.kind) {
    case "slow":
      if (!fault.delayMs) await sleep(2000);
      return send(response, answer ?? {}, extra);
    case "hang":
      return;
    case "cut":
      response.socket?.destroy();
      return;
    case "status": {
      const status = fault.status ?? 500;
      const said = fault.body === undefined ? worded(status, extra["retry-after"]) : { body: fault.body };
      return send(response, { ...said, status }, extra);
    }
    case "malformed":
      return sendText(response, fault, 200, "application/json", '{"results": [{"id": "1", "properties": {');
    case "html":
      return sendText(response, fault, 502, "text/html; charset=utf-8", HTML);
    case "empty":
      return sendText(response, fault, 200, "application/json", "");
    case "redirect":
      return send(
        response,
        { status: fault.status ?? 302 },
        { location: fault.location ?? "https://elsewhere.example/", ...extra },
      );
    case "truncate":
      return truncate(response, answer ?? {}, extra);
    case "drip":
      return drip(response, answer ?? {}, extra, fault.delayMs ?? 100);
    case "huge":
      return huge(response, fault.bytes ?? 64 * 1024 * 1024, extra);
  }
}

function faultHeaders(fault: Fault): Record<string, string> {
  const retry: Record<string, string> =
    fault.retryAfter === undefined ? {} : { "retry-after": String(fault.retryAfter) };
  return { ...retry, ...fault.headers };
}

function sendText(response: ServerResponse, fault: Fault, status: number, type: string, text: string): void {
  const body = typeof fault.body === "string" ? fault.body : text;
  send(response, { status: fault.status ?? status, body }, { "content-type": type, ...faultHeaders(fault) });
}

function truncate(response: ServerResponse, answer: Answer, extra: Record<string, string>): void {
  const { bytes, type } = encode(answer.body);
  response.writeHead(answer.status ?? 200, {
    "content-type": type,
    ...answer.headers,
    ...extra,
    "content-length": String(Math.max(bytes.length, 2)),
  });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.socket?.destroy());
}

async function drip(
  response: ServerResponse,
  answer: Answer,
  extra: Record<string, string>,
  pause: number,
): Promise<void> {
  const { bytes, type } = encode(answer.body);
  response.writeHead(answer.status ?? 200, { "content-type": type, ...answer.headers, ...extra });
  for (const byte of bytes) {
    if (response.destroyed) return;
    response.write(Buffer.from([byte]));
    await sleep(pause);
  }
  response.end();
}

async function huge(response: ServerResponse, size: number, extra: Record<string, string>): Promise<void> {
  const block = Buffer.alloc(64 * 1024, "x");
  response.writeHead(200, { "content-type": "application/json", ...extra });
  response.write('{"results":["');
  for (let sent = 0; sent < size && !response.destroyed; sent += block.length) {
    if (!response.write(block)) await drained(response);
  }
  if (!response.destroyed) response.end('"]}');
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off("drain", done).off("close", done);
      resolve();
    };
    response.once("drain", done).once("close", done);
  });
}
