import { randomUUID } from "node:crypto";
import type { EventStream, Sink } from "../fronts/event-stream.ts";
import { eventStreamHeaders } from "../fronts/event-stream.ts";
import type { Id } from "../relay/json-rpc.ts";
import type { RemoteWork } from "./remote-work.ts";

const work = "attach";
const longestId = 200;
const eventId = /^([0-9a-f]{12})\.[0-9a-f]{8}\.([\w-]*)-\d+$/;

/** Names a request's stream so that its events say which replica has it, and which request waits for it. */
export function streamIdFor(self: string, request: Id): string {
  const id = JSON.stringify(request);
  const known = id.length <= longestId ? Buffer.from(id).toString("base64url") : "";
  return `${self}.${randomUUID().slice(0, 8)}.${known}`;
}

/**
 * The stream of a request that another replica carries out, for a client that comes back after its connection was cut;
 * undefined when the event is not of such a stream.
 */
export function remoteStream(
  remote: RemoteWork,
  self: string,
  session: string,
  after: string,
): Pick<EventStream, "attach"> | undefined {
  const [, replica, request = ""] = eventId.exec(after) ?? [];
  if (replica === undefined || replica === self) return undefined;
  return {
    attach(sink) {
      const abort = new AbortController();
      sink.once("close", () => abort.abort());
      sink.writeHead(200, eventStreamHeaders);
      remote
        .ask(replica, work, { session, after }, { line: (text) => sink.write(text), signal: abort.signal })
        .catch(() => sink.write(lostEvent(request)))
        .finally(() => sink.end());
    },
  };
}

/** @param streamOf the stream of a session of this replica that has sent this event */
export function serveStreams(
  remote: RemoteWork,
  streamOf: (session: string, eventId: string) => EventStream | undefined,
): void {
  remote.serve(work, (body, { line, signal }) => {
    const { session, after } = body as { session: string; after: string };
    const stream = streamOf(session, after);
    if (!stream) {
      line(lostEvent(eventId.exec(after)?.[2] ?? ""));
      return Promise.resolve({});
    }
    return new Promise((resolve) => {
      const sink: Sink = {
        headersSent: true,
        writeHead: () => undefined,
        write: (text) => line(text),
        end: () => resolve({}),
        once: (_, closed) => signal.addEventListener("abort", closed, { once: true }),
      };
      stream.attach(sink, after);
    });
  });
}

/** What a client is told that waits for an answer nobody has any more. */
function lostEvent(request: string): string {
  const error = {
    code: -32_603,
    message:
      "The replica of the gateway that carried this out is gone, or no longer has its answer. It may have run: look before you repeat it.",
    data: { kind: "upstream", retryable: false, outcome: "unknown" },
  };
  let id: unknown;
  try {
    id = JSON.parse(Buffer.from(request, "base64url").toString());
  } catch {
    id = undefined;
  }
  const known = typeof id === "string" || typeof id === "number" ? { id } : {};
  return `event: message\ndata: ${JSON.stringify({ jsonrpc: "2.0", ...known, error })}\n\n`;
}
