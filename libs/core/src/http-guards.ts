import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

export const maxBodyBytes = 4 * 1024 * 1024;

export interface Refusal {
  status: number;
  message: string;
  headers?: Record<string, string>;
}

/** Verdicts on the headers that decide, because the same clients send the same ones over and over. */
const verdicts = new Map<string, Refusal | undefined>();
const mostVerdicts = 256;

/** Everything that is decided before a byte of the body is read. */
export function guard({ host: bound }: { host: string }, req: IncomingMessage): Refusal | undefined {
  const { headers, method } = req;
  if (Number(headers["content-length"] ?? 0) > maxBodyBytes) {
    return { status: 413, message: `Body over ${maxBodyBytes} bytes`, headers: { connection: "close" } };
  }
  // Several Origin headers look like one that no origin is.
  const origin = headers.origin === undefined ? "" : (req.headersDistinct.origin ?? []).join("\n");
  const key = [
    bound,
    method,
    headers.host,
    origin,
    headers["content-encoding"],
    headers["transfer-encoding"],
    headers["content-type"],
    headers.accept,
  ].join("\0");
  if (verdicts.has(key)) return verdicts.get(key);
  const verdict = judge(bound, req);
  if (verdicts.size >= mostVerdicts) verdicts.clear();
  verdicts.set(key, verdict);
  return verdict;
}

function judge(bound: string, req: IncomingMessage): Refusal | undefined {
  const host = hostOf(req.headers.host);
  const coding = req.headers["transfer-encoding"];
  if (coding !== undefined && coding.toLowerCase() !== "chunked") {
    return { status: 400, message: "Unknown Transfer-Encoding", headers: { connection: "close" } };
  }
  // Beyond loopback the token is what protects, and the name depends on the network in front.
  if (host === undefined || (isLoopback(bound) && !isLoopback(host))) {
    return { status: 403, message: "Host is not allowed" };
  }
  const origins = req.headers.origin === undefined ? [] : (req.headersDistinct.origin ?? []);
  if (origins.length > 1 || (origins[0] !== undefined && !sameOrigin(origins[0], req.headers.host))) {
    return { status: 403, message: "Origin is not allowed" };
  }
  if (req.headers["content-encoding"] !== undefined && req.headers["content-encoding"] !== "identity") {
    return { status: 415, message: "Compressed bodies are not accepted" };
  }
  if (req.method === "POST") {
    const type = (req.headers["content-type"] ?? "").toLowerCase().replaceAll(" ", "");
    if (type !== "application/json" && type !== "application/json;charset=utf-8") {
      return { status: 415, message: "Content-Type must be application/json in UTF-8" };
    }
    if (/^\s*text\/html/.test(req.headers.accept ?? ""))
      return { status: 406, message: "Accept must allow JSON and event streams" };
  }
  return undefined;
}

export function authorized({ token }: { token: string | undefined }, req: IncomingMessage): boolean {
  if (token === undefined) return true;
  const sent = /^Bearer ([^\s]{1,4096})$/i.exec(req.headers.authorization ?? "")?.[1] ?? "";
  return timingSafeEqual(digest(sent), digest(token));
}

const digest = (value: string): Buffer => createHash("sha256").update(value).digest();

/** The name of a Host header; undefined when it is missing or is more than a name and a port. */
function hostOf(header: string | undefined): string | undefined {
  return /^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/i.exec(header ?? "")?.[1]?.toLowerCase();
}

/** Scheme, host and port alike: another web application on this machine is another origin. */
function sameOrigin(origin: string, host: string | undefined): boolean {
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
}

export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || host === "[::1]" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
