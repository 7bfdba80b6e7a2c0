import { type Answer, type Call, refuse, type Route, route } from "../emulator.ts";
import { allow } from "./limits.ts";
import type { SlackState } from "./state.ts";
import { type SlackToken, tokenOf } from "./tokens.ts";

export type Json = Record<string, unknown>;

/** One call of a method: form fields as text, as they arrive. */
export type MethodCall = {
  state: SlackState;
  token: SlackToken;
  args: Readonly<Record<string, string | undefined>>;
  origin: string;
};

type Options = {
  /** Calls a minute: Slack's tiers 1 to 4 are 1, 20, 50 and 100. */
  tier: 1 | 2 | 3 | 4;
  scopes?: readonly string[];
  /** Only one kind of token may call it. */
  only?: "user" | "bot";
};

export const json = (body: unknown): Answer => ({ body });

/** Slack's errors come with status 200. */
export function fault(error: string, more: Json = {}): never {
  refuse(json({ ok: false, error, ...more }));
}

export function need(token: SlackToken, ...scopes: readonly string[]): void {
  const missing = scopes.filter((scope) => !token.scopes.includes(scope));
  if (missing.length > 0)
    fault("missing_scope", { needed: missing.join(","), provided: token.scopes.join(",") });
}

export function method(
  name: string,
  options: Options,
  handle: (call: MethodCall) => Json,
): Route<SlackState> {
  return route("POST", `/api/${name}`, (call: Call<SlackState>) => {
    const token = tokenOf(call.token.name);
    if (options.only && token.kind !== options.only) fault("not_allowed_token_type");
    need(token, ...(options.scopes ?? []));
    const { body } = call;
    const args = (typeof body === "object" && body !== null ? body : {}) as Record<string, string>;
    if (token.limited) allow(call.state, name, token.name, options.tier);
    return json({ ok: true, ...handle({ state: call.state, token, args, origin: call.origin }) });
  });
}

export function wanted(args: MethodCall["args"], name: string): string {
  const value = args[name];
  return value === undefined || value === ""
    ? fault("invalid_arguments", {
        response_metadata: { messages: [`[ERROR] missing required field: ${name}`] },
      })
    : value;
}

/** Nested values travel as JSON text. */
export function nested(args: MethodCall["args"], name: string): unknown {
  const text = args[name];
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return fault("invalid_arguments", {
      response_metadata: { messages: [`[ERROR] ${name} is not valid JSON`] },
    });
  }
}

export const flag = (value: string | undefined): boolean => value === "true" || value === "1";

const encode = (position: number | string): string => Buffer.from(`next:${position}`).toString("base64");

function decode(cursor: string | undefined): string | undefined {
  if (!cursor) return undefined;
  return /^next:(.+)$/.exec(Buffer.from(cursor, "base64").toString())?.[1] ?? fault("invalid_cursor");
}

/**
 * A page of rows. Slack counts before it filters, so that a page may be short, or empty, before the end.
 * @param keep says which of the counted rows are handed out
 */
export function paged<Row>(
  rows: readonly Row[],
  args: MethodCall["args"],
  initial: number,
  keep: (row: Row) => boolean = () => true,
): { rows: Row[]; response_metadata: { next_cursor: string } } {
  const limit = Number(args["limit"] ?? initial);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) fault("invalid_limit");
  const start = Number(decode(args["cursor"]) ?? 0);
  const end = start + limit;
  const next_cursor = end < rows.length ? encode(end) : "";
  return { rows: rows.slice(start, end).filter(keep), response_metadata: { next_cursor } };
}
