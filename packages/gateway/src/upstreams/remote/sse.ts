import { messageLine } from "../../relay/exact.ts";
import type { Json } from "@sophia-mcp/core/envelope";
import type { Log } from "../../log.ts";
import { ChannelError, type Channel, type ChannelEnd, type ChannelHandlers } from "../channel.ts";
import { isEventStream, parseMessage, readEvents } from "./body.ts";
import type { Incoming } from "./http-client.ts";
import { httpFailure } from "./http-failure.ts";
import { namedVersion } from "./modern-headers.ts";
import type { Sender } from "./sender.ts";

export interface SseOptions {
  name: string;
  url: URL;
  sender: Sender;
  log: Log;
  /** A message that nobody answers has arrived, or has not. */
  told(message: Json): void;
}

const endpointMs = 10_000;

/** The transport of revision 2024-11-05: one stream for all that the server says, and an address for what it is told. */
export function createSse({ name, url, sender, log, told }: SseOptions): Channel {
  let handlers: ChannelHandlers;
  let endpoint: URL | undefined;
  let closed = false;
  let stop: (() => void) | undefined;

  function finish(end: ChannelEnd): void {
    if (closed) return;
    closed = true;
    stop?.();
    sender.close();
    handlers.closed(end);
  }

  function listen(response: Incoming, opened: (problem?: string) => void): void {
    readEvents(response, {
      event(event, data) {
        if (event === "endpoint" && !endpoint) {
          const target = URL.parse(data.trim(), url.href);
          if (target?.origin !== url.origin) return opened("names an endpoint outside of its own origin");
          endpoint = target;
          opened();
        } else if (event === "message") {
          const parsed = parseMessage(data);
          if (parsed) handlers.message(parsed.message, parsed.line);
          else log("warn", "not_a_message", { server: name, length: data.length });
        }
      },
      retry: () => undefined,
      end(end) {
        const reason = end === "tooLong" ? "sent a message over 10 MB" : "ended its stream";
        if (endpoint) finish({ reason });
        else opened(reason);
      },
    });
  }

  function post(message: Json, to: URL): void {
    const id = typeof message.method === "string" && typeof message.id === "number" ? message.id : undefined;
    const failed = (end: ChannelEnd): void => {
      if (id !== undefined) return handlers.failed(id, end);
      told(message);
      log("debug", "remote_unsent", { server: name, method: message.method, reason: end.reason });
    };
    sender.send(
      {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: messageLine(message),
        repeatable: message.method !== "tools/call",
        to,
      },
      {
        answered(response) {
          if (response.status >= 300) failed(httpFailure(response));
          else if (id === undefined) told(message);
        },
        failed,
      },
    );
  }

  return {
    open(given) {
      handlers = given;
      return new Promise((resolve, reject) => {
        const settle = (problem?: string): void => {
          clearTimeout(timer);
          if (problem === undefined) return resolve();
          closed = true;
          stop?.();
          reject(new ChannelError(problem));
        };
        const timer = setTimeout(settle, endpointMs, `named no endpoint within ${endpointMs / 1000} s`);
        stop = sender.send(
          { method: "GET", headers: { accept: "text/event-stream" }, repeatable: true },
          {
            answered(response) {
              if (response.status === 200 && isEventStream(response)) return listen(response, settle);
              response.drop();
              settle(httpFailure(response).reason);
            },
            failed: ({ reason }) => settle(reason),
          },
        );
      });
    },
    send(message) {
      if (closed || !endpoint) return;
      if (namedVersion(message) === undefined || typeof message.id !== "number")
        return post(message, endpoint);
      // This transport is older than the revision that the message is written in.
      const answer = {
        jsonrpc: "2.0",
        id: message.id,
        error: { code: -32_601, message: "This server speaks an older revision" },
      };
      queueMicrotask(() => handlers.message(answer, JSON.stringify(answer)));
    },
    negotiated(version) {
      sender.version = version;
    },
    abandon: () => undefined,
    close() {
      finish({ reason: "was closed" });
      return Promise.resolve();
    },
  };
}
