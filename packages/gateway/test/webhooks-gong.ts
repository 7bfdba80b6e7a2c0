/** What Gong does: its keys, its tokens, its bodies. */
import { createHash, generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SignJWT, type JWTPayload } from "jose";
import { createLog } from "../src/log.ts";
import type { DeliveryOptions } from "../src/webhooks/delivery.ts";
import { publicKey } from "../src/webhooks/keys.ts";
import { createReceiver, type Receiver, type ReceiverOptions } from "../src/webhooks/receiver.ts";
import { serveWebhooks } from "../src/webhooks/serve.ts";
import type { Sink } from "../src/webhooks/sink.ts";
import { openSqliteStore } from "../src/webhooks/sqlite-store.ts";
import type { EventStore } from "../src/webhooks/store.ts";

export const gong = generateKeyPairSync("rsa", { modulusLength: 2048 });
export const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 });
export const hookUrl = "https://hooks.example.com/webhook/gong/calls";
/** As the rule editor shows it. */
export const shownKey = (key: KeyObject): string =>
  key.export({ format: "der", type: "spki" }).toString("base64");

export const callBody = (id: string, more: Record<string, unknown> = {}, isTest = false): string =>
  JSON.stringify({
    callData: {
      metaData: {
        id,
        url: `https://app.gong.io/call?id=${id}`,
        title: "Ron/Speedman",
        started: "2026-11-20T10:03:37.041977-07:00",
        scheduled: "2026-11-20T10:00:00-07:00",
        duration: 2159,
        primaryUserId: "7744111777663220493",
        direction: "Conference",
        system: "Zoom",
        scope: "External",
        media: "Video",
        language: "eng",
        isPrivate: false,
      },
      parties: [{ id: "1", name: "Ada", emailAddress: "ada@example.com" }],
      content: { brief: "They agreed.", keyPoints: [{ text: "Price" }] },
      ...more,
    },
    isTest,
  });

export const sha256 = (body: string | Uint8Array): string => createHash("sha256").update(body).digest("hex");
export const nowSeconds = (): number => Math.floor(Date.now() / 1000);

export const claims = (body: string | Uint8Array, more: JWTPayload = {}): JWTPayload => ({
  iss: "gong",
  webhook_url: hookUrl,
  body_sha256: sha256(body),
  exp: nowSeconds() + 300,
  ...more,
});

export const sign = (
  payload: JWTPayload,
  key: KeyObject = gong.privateKey,
  header: object = {},
): Promise<string> => new SignJWT(payload).setProtectedHeader({ alg: "RS256", ...header }).sign(key);

export async function post(
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  const response = await fetch(`${url}/webhook/gong/calls`, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...headers },
  });
  return { status: response.status, text: await response.text() };
}

/** One webhook as Gong sends it. */
export async function send(url: string, body: string, more: JWTPayload = {}) {
  return post(url, body, { authorization: await sign(claims(body, more)) });
}

export interface Running {
  url: string;
  file: string;
  receiver: Receiver;
  store: EventStore;
  lines: string[];
  close(): Promise<void>;
}

export interface RunningOptions extends Partial<Omit<ReceiverOptions, "delivery">> {
  sinks?: readonly Sink[];
  file?: string;
  maxBytes?: number;
  leaseMs?: number;
  delivery?: Partial<DeliveryOptions>;
}

/** A receiver over HTTP with a file of its own, which is removed when it closes unless it was given. */
export async function startReceiver(options: RunningOptions = {}): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), "webhooks-"));
  const { file = join(folder, "events.db"), sinks = [], maxBytes, leaseMs = 30_000, ...rest } = options;
  const lines: string[] = [];
  const log = createLog("debug", (line) => void lines.push(line));
  const store =
    options.store ??
    openSqliteStore({
      file,
      leaseMs,
      sinks: sinks.map(({ name }) => name),
      ...(maxBytes === undefined ? {} : { maxBytes }),
    });
  const key = publicKey(shownKey(gong.publicKey), "test");
  const rules = [{ name: "default", key, url: hookUrl }];
  const receiver = createReceiver({ rules, log, ...rest, store, sinks });
  const server = await serveWebhooks({
    host: "127.0.0.1",
    port: 0,
    receiver,
    log,
    metricsToken: "scrape-me",
  });
  return {
    url: server.url,
    file,
    receiver,
    store,
    lines,
    async close() {
      await server.close();
      await receiver.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A sink that keeps what it gets, and fails while `failing` says so. */
export function memorySink(name = "memory", more: Partial<Sink> = {}) {
  const got: string[] = [];
  const state: { failing: ((callIds: string[]) => Error | undefined) | undefined } = { failing: undefined };
  const sink: Sink = {
    name,
    batchSize: 50,
    async deliver(batch) {
      const ids = batch.map(({ callId }) => callId);
      const error = state.failing?.(ids);
      if (error) throw error;
      got.push(...ids);
    },
    ...more,
  };
  return { sink, got, state };
}
