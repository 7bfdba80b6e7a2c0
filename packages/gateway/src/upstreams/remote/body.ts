import type { IncomingMessage } from "node:http";
import { isObject, type Json } from "@sophia-mcp/core/envelope";
import { maxLineBytes } from "@sophia-mcp/core/lines";
import { createParser } from "eventsource-parser";

/** How the reading of a body ended. */
export type BodyEnd = "whole" | "cut" | "tooLong";

/** The whole of a body that is no stream; undefined where it was cut, was too long, or is not UTF-8. */
export function readText(
  response: IncomingMessage,
  done: (text: string | undefined, end: BodyEnd) => void,
  limit = maxLineBytes,
): void {
  let chunks: Buffer[] = [];
  let size = 0;
  let ended = false;
  const finish = (text: string | undefined, end: BodyEnd): void => {
    if (ended) return;
    ended = true;
    chunks = [];
    done(text, end);
  };
  const tooLong = (): void => {
    finish(undefined, "tooLong");
    response.destroy();
  };
  if (Number(response.headers["content-length"]) > limit) return tooLong();
  response.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > limit) tooLong();
    else chunks.push(chunk);
  });
  response.on("end", () => finish(text(chunks), "whole"));
  response.on("error", () => finish(undefined, "cut"));
  response.on("close", () => finish(undefined, "cut"));
}

function text(chunks: readonly Buffer[]): string | undefined {
  const [first, ...others] = chunks;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(
      others.length === 0 ? first : Buffer.concat(chunks),
    );
  } catch {
    return undefined;
  }
}

export interface StreamHandlers {
  /** An event: its name, its data with several lines joined, and its id where that can be sent back. */
  event(name: string, data: string, id: string | undefined): void;
  /** How long to wait before the stream is opened again. */
  retry(ms: number): void;
  end(end: BodyEnd): void;
}

/** Reads a stream of server-sent events. */
export function readEvents(response: IncomingMessage, handlers: StreamHandlers): void {
  let ended = false;
  const finish = (end: BodyEnd): void => {
    if (ended) return;
    ended = true;
    handlers.end(end);
  };
  const parser = createParser({
    maxBufferSize: maxLineBytes,
    onEvent({ event, data, id }) {
      if (ended) return;
      // What cannot stand in a header cannot be sent back.
      const usable = id !== undefined && /^[\x21-\x7e]{1,1024}$/.test(id) ? id : undefined;
      handlers.event(event ?? "message", data, usable);
    },
    onRetry: handlers.retry,
    onError({ type }) {
      if (type !== "max-buffer-size-exceeded") return;
      finish("tooLong");
      response.destroy();
    },
  });
  response.setEncoding("utf8");
  response.on("data", (chunk: string) => {
    if (!ended) parser.feed(chunk);
  });
  response.on("end", () => finish("whole"));
  response.on("error", () => finish("cut"));
  response.on("close", () => finish("cut"));
}

export const isEventStream = ({ headers }: IncomingMessage): boolean =>
  headers["content-type"]?.toLowerCase().startsWith("text/event-stream") ?? false;

/** A message with its line; undefined where the text is none. A line has no line breaks, which JSON has between tokens only. */
export function parseMessage(text: string): { message: Json; line: string } | undefined {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(message) || message.jsonrpc !== "2.0") return undefined;
  return { message, line: /[\r\n]/.test(text) ? text.replace(/[\r\n]+/g, " ") : text };
}
