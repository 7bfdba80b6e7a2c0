import type { IncomingMessage, ServerResponse } from "node:http";
import type { Log } from "../log.ts";
import { answer, refuseUnread } from "./answers.ts";
import { readBody } from "./body.ts";
import { startDeliveries, type DeliveryOptions } from "./delivery.ts";
import { readEvent } from "./event.ts";
import { fingerprint } from "./keys.ts";
import { createWebhookMetrics, type WebhookMetrics } from "./metrics.ts";
import type { Sink } from "./sink.ts";
import { StoreError, type EventStore, type SinkStats } from "./store.ts";
import { bodyHash, createVerifier, sameHash, type Rule } from "./verify.ts";

export interface ReceiverOptions {
  rules: readonly Rule[];
  /** Opened by the caller, closed by the receiver. */
  store: EventStore;
  /** Empty where this process only receives. */
  sinks: readonly Sink[];
  log: Log;
  metrics?: WebhookMetrics;
  /** Largest body in bytes. Default 4 MB. */
  maxBodyBytes?: number;
  /** A body that takes longer is cut off. Default 10,000. */
  bodyMs?: number;
  /** Longest time that a token may still be good for. Default one day. */
  maxTokenSeconds?: number;
  delivery?: Partial<DeliveryOptions>;
  now?: () => number;
}

export interface ReceiverStats {
  store: EventStore["kind"];
  /** Since this process started. */
  received: number;
  duplicates: number;
  refused: Readonly<Record<string, number>>;
  sinks: SinkStats[];
}

export interface Receiver {
  /** Answers the request and true when `path` (without a query) is one of its own, else leaves both alone. */
  handle(req: IncomingMessage, res: ServerResponse, path: string): Promise<boolean>;
  stats(): Promise<ReceiverStats>;
  /** Exposition format, to be put after the gateway's own. */
  metricsText(): Promise<string>;
  /** Finishes what is being delivered, and closes sinks and store. */
  close(): Promise<void>;
}

export const webhookPath = "/webhook/gong/";
const unauthorized = "The request is not signed by Gong for this URL.";
const callsOnly =
  "Gong's automation rules send calls only: there is no webhook for e-mails or meetings. A recorded meeting is a call; point the rule at /webhook/gong/calls.";

/** Gong's webhooks: believed, stored, answered, and delivered to every sink afterwards. */
export function createReceiver(options: ReceiverOptions): Receiver {
  const { store, sinks, log, rules } = options;
  const { maxBodyBytes = 4_000_000, bodyMs = 10_000, maxTokenSeconds = 86_400, now = Date.now } = options;
  const metrics = options.metrics ?? createWebhookMetrics();
  const verify = createVerifier({ rules, maxTokenSeconds, now });
  const deliveries = startDeliveries({ store, sinks, log, metrics, ...options.delivery });
  const refusals: Record<string, number> = {};
  let received = 0;
  let duplicates = 0;
  let failedAt = -Infinity;

  function refused(reason: string, req: IncomingMessage): void {
    refusals[reason] = (refusals[reason] ?? 0) + 1;
    metrics.refused(reason);
    log("warn", "webhook.refused", { reason, from: req.socket.remoteAddress });
  }

  async function receive(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const early = refusedByHeaders(req, maxBodyBytes);
    if (early) {
      refused(early.reason, req);
      return refuseUnread(req, res, early.status, early.error, early.headers);
    }
    const belief = await verify(req.headersDistinct.authorization ?? []);
    if ("refused" in belief) {
      refused(belief.refused, req);
      return refuseUnread(req, res, 401, unauthorized);
    }
    const body = await readBody(req, maxBodyBytes, bodyMs);
    if ("refused" in body) {
      refused(body.refused, req);
      if (body.refused === "too_large") return refuseUnread(req, res, 413, tooLarge(maxBodyBytes));
      return refuseUnread(req, res, 408, "The body did not arrive in time.");
    }
    const contentSha256 = bodyHash(body.bytes);
    if (!sameHash(contentSha256, belief.bodySha256)) {
      refused("body_sha256", req);
      return answer(res, 401, { error: unauthorized });
    }
    const event = readEvent(body.bytes, { contentSha256, rule: belief.rule.name, receivedAt: now() });
    if ("problem" in event) {
      refused(event.problem, req);
      return answer(res, 422, { error: "Signed by Gong, but not a call: callData.metaData.id is missing." });
    }
    await keep(event, req, res);
  }

  async function keep(
    event: Parameters<EventStore["add"]>[0],
    req: IncomingMessage,
    res: ServerResponse,
  ): Promise<void> {
    let kept: "stored" | "duplicate";
    try {
      kept = await store.add(event);
      failedAt = -Infinity;
    } catch (error) {
      failedAt = now();
      const reason = error instanceof StoreError ? error.message : "an unexpected error";
      refused("not_stored", req);
      log("error", "webhook.not_stored", { call_id: event.callId, error: reason });
      return answer(res, 503, { error: "Not stored: send it again later." }, { "retry-after": "30" });
    }
    received++;
    metrics.received(event.source);
    if (kept === "duplicate") duplicates++;
    log("info", "webhook.received", { call_id: event.callId, rule: event.rule, test: event.isTest, kept });
    answer(res, 200, { status: kept });
  }

  /** What a monitor needs; how many calls there are is nobody's business without a token. */
  function health(res: ServerResponse): void {
    // Not for ever: where a balancer sends nothing more, no webhook would come to show that it works again.
    const failing = now() - failedAt < 30_000;
    answer(res, failing ? 503 : 200, { status: failing ? "cannot store" : "ok", store: store.kind });
  }

  return {
    async handle(req, res, path) {
      if (!path.startsWith(webhookPath)) return false;
      const started = performance.now();
      const name = path.slice(webhookPath.length);
      const method = req.method === "HEAD" ? "GET" : req.method;
      try {
        switch (`${method} ${name}`) {
          case "POST calls":
            await receive(req, res);
            metrics.duration((performance.now() - started) / 1000);
            break;
          case "GET health":
            health(res);
            break;
          case "GET public-key":
            answer(res, 200, {
              keys: rules.map((rule) => ({ rule: rule.name, sha256: fingerprint(rule.key) })),
            });
            break;
          default:
            other(req, res, name, refused);
        }
      } catch (error) {
        log("error", "webhook.failed", { error: error instanceof Error ? error.message : String(error) });
        if (!res.headersSent) refuseUnread(req, res, 500, "Internal error: send it again later.");
      }
      return true;
    },
    async stats() {
      return {
        store: store.kind,
        received,
        duplicates,
        refused: { ...refusals },
        sinks: await store.stats(),
      };
    },
    metricsText: async () => metrics.text(await store.stats()),
    async close() {
      await deliveries.stop();
      await Promise.allSettled(sinks.map(async (sink) => sink.close?.()));
      await store.close();
    },
  };
}

interface Early {
  status: number;
  reason: string;
  error: string;
  headers?: Readonly<Record<string, string>>;
}

const tooLarge = (most: number): string => `The body is over ${most} bytes.`;

/** Decided before anything is computed. */
function refusedByHeaders(req: IncomingMessage, maxBodyBytes: number): Early | undefined {
  const encoding = req.headers["content-encoding"] ?? "identity";
  if (encoding !== "identity")
    return { status: 415, reason: "encoding", error: "Compressed bodies are not accepted." };
  const type = (req.headers["content-type"] ?? "application/json").split(";", 1)[0]?.trim().toLowerCase();
  if (type !== "application/json")
    return { status: 415, reason: "content_type", error: "Content-Type must be application/json." };
  if (Number(req.headers["content-length"] ?? 0) > maxBodyBytes)
    return { status: 413, reason: "too_large", error: tooLarge(maxBodyBytes) };
  return undefined;
}

const methods: Readonly<Record<string, string>> = { calls: "POST", health: "GET", "public-key": "GET" };

function other(
  req: IncomingMessage,
  res: ServerResponse,
  name: string,
  refused: (reason: string, req: IncomingMessage) => void,
): void {
  const allow = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (allow !== undefined) {
    refused("method", req);
    return refuseUnread(req, res, 405, `Only ${allow} is accepted here.`, { allow });
  }
  if (name === "emails" || name === "meetings") {
    refused("calls_only", req);
    return refuseUnread(req, res, 404, callsOnly);
  }
  refused("not_found", req);
  refuseUnread(req, res, 404, "Not found: webhooks are received at /webhook/gong/calls.");
}
