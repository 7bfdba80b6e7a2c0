import { type Call, refuse, type Token } from "../emulator.ts";
import { fail } from "./errors.ts";
import type { GongState } from "./state.ts";

export type GongToken = Token & {
  /** Requests after which a limit is reached. */
  allowance?: { requests: number; message: string; retryAfter: string };
};

export const SCOPES = [
  "api:calls:read:basic",
  "api:calls:read:extensive",
  "api:calls:read:media-url",
  "api:calls:read:transcript",
  "api:users:read",
  "api:workspaces:read",
  "api:stats:user-actions",
  "api:stats:user-actions:detailed",
  "api:stats:interaction",
  "api:stats:scorecards",
  "api:settings:scorecards:read",
  "api:settings:trackers:read",
  "api:library:read",
  "api:coaching:read",
  "api:flows:read",
] as const;

/** An access key opens everything; scopes are those of OAuth tokens. */
export const KEY = { name: "GSANDBOXACCESSKEY0001", secret: "sandbox-gong-access-key-secret" } as const;

export const TOKENS: readonly GongToken[] = [
  { name: "sandbox-gong-token-all-scopes", scopes: SCOPES },
  { name: "sandbox-gong-token-calls-only", scopes: ["api:calls:read:basic", "api:calls:read:extensive"] },
  { name: "sandbox-gong-token-transcripts-only", scopes: ["api:calls:read:transcript"] },
  {
    name: "sandbox-gong-token-throttled",
    scopes: SCOPES,
    allowance: { requests: 1, message: "API rate limit exceeded", retryAfter: "37" },
  },
  {
    name: "sandbox-gong-token-spent",
    scopes: SCOPES,
    allowance: { requests: 0, message: "Daily API call limit exceeded", retryAfter: "43200" },
  },
];

const basicOf = (name: string, secret: string): string =>
  `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}`;

export function authenticate({ headers, state }: Omit<Call<GongState>, "token">): Token {
  const given = headers.authorization ?? "";
  if (given === basicOf(KEY.name, KEY.secret)) return { name: KEY.name, scopes: SCOPES };
  const bearer = /^Bearer (.+)$/i.exec(given)?.[1];
  const token = TOKENS.find(({ name }) => name === bearer) ?? refuse(fail({ status: 401 }));
  const used = (state.used.get(token.name) ?? 0) + 1;
  state.used.set(token.name, used);
  const { allowance } = token;
  if (allowance && used > allowance.requests) {
    refuse(fail({ status: 429, message: allowance.message, retryAfter: allowance.retryAfter }));
  }
  return token;
}

export function fixed(...scopes: readonly (typeof SCOPES)[number][]): () => readonly string[] {
  return () => scopes;
}
