import { StringDecoder } from "node:string_decoder";
import { isObject, type Json } from "@sophia-mcp/core/envelope";
import { maxLineBytes } from "@sophia-mcp/core/lines";
import { createParser } from "eventsource-parser";
import type { Incoming } from "./http-client.ts";

/** How the reading of a body ended. */
export type BodyEnd = "whole" | "cut" | "tooLong";

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The whole of a body that is no stream; undefined where it was cut, was too long, or is not UTF-8. */
export function readText(response: Incoming, done: (text: string | undefined, end: BodyEnd) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  const tooLong = (): void => {
    response.drop();
    done(undefined, "tooLong");
  };
  if (Number(response.header("content-length")) > maxLineBytes) return tooLong();
  response.read({
    data(chunk) {
      size += chunk.length;
      if (size > maxLineBytes) tooLong();
      else chunks.push(chunk);
    },
    end: (how) => done(how === "whole" ? text(chunks) : undefined, how),
  });
}

function text(chunks: readonly Buffer[]): string | undefined {
  const [first, ...others] = chunks;
  try {
    return utf8.decode(others.length === 0 ? first : Buffer.concat(chunks));
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
export function readEvents(response: Incoming, handlers: StreamHandlers): void {
  const decoder = new StringDecoder("utf8");
  const parser = createParser({
    maxBufferSize: maxLineBytes,
    onEvent({ event, data, id }) {
      // What cannot stand in a header cannot be sent back.
      const usable = id !== undefined && /^[\x21-\x7e]{1,1024}$/.test(id) ? id : undefined;
      handlers.event(event ?? "message", data, usable);
    },
    onRetry: handlers.retry,
    onError({ type }) {
      if (type !== "max-buffer-size-exceeded") return;
      response.drop();
      handlers.end("tooLong");
    },
  });
  response.read({
    data: (chunk) => parser.feed(decoder.write(chunk)),
    end: handlers.end,
  });
}

export const isEventStream = (response: Incoming): boolean =>
  response.header("content-type")?.toLowerCase().startsWith("text/event-stream") ?? false;

/** A message with its line; undefined where the text is none. A line has no line breaks, which JSON has between tokens only. */
export function parseMessage(data: string): { message: Json; line: string } | undefined {
  let message: unknown;
  try {
    message = JSON.parse(data);
  } catch {
    return undefined;
  }
  if (!isObject(message) || message.jsonrpc !== "2.0") return undefined;
  return { message, line: /[\r\n]/.test(data) ? data.replace(/[\r\n]+/g, " ") : data };
}
