import { type Call, refuse, type Token } from "../emulator.ts";
import { fail, paymentRequired } from "./errors.ts";
import type { AsanaState } from "./state.ts";

export type AsanaToken = Token & {
  /** Key of the person whom the token belongs to. */
  personKey: string;
  plan: "paid" | "free";
  /** Whether the person is a guest in a second workspace. */
  guest?: boolean;
  /** Requests after which the rate limit is reached. */
  allowance?: number;
};

const KINDS = ["tasks", "projects", "stories", "users", "teams", "tags", "attachments", "custom_fields"];
const READ = [
  ...KINDS.map((kind) => `${kind}:read`),
  "workspaces:read",
  "workspaces.typeahead:read",
  "portfolios:read",
];
const WRITE = ["tasks:write", "tasks:delete", "projects:write", "stories:write", "tags:write"];
const ALL = [...READ, ...WRITE];

/** Personal access tokens, which look like `2/<user>/<app>:<secret>`. */
export const TOKENS: readonly AsanaToken[] = [
  { name: "2/12064188/1207001:sandbox-paid-plan", personKey: "sofia", plan: "paid", scopes: ALL },
  { name: "2/12064188/1207002:sandbox-free-plan", personKey: "sofia", plan: "free", scopes: ALL },
  { name: "2/12064188/1207003:sandbox-readonly", personKey: "declan", plan: "paid", scopes: READ },
  {
    name: "2/12064188/1207004:sandbox-two-workspaces",
    personKey: "hana",
    plan: "paid",
    scopes: ALL,
    guest: true,
  },
  {
    name: "2/12064188/1207005:sandbox-throttled",
    personKey: "sofia",
    plan: "paid",
    scopes: ALL,
    allowance: 1,
  },
];

/** What the OAuth endpoint hands out for this refresh token. */
export const OAUTH = {
  clientId: "1207900000000001",
  clientSecret: "sandbox-client-secret",
  refreshToken: "2/12064188/1207001/refresh:sandbox",
} as const;

export function authenticate(call: Omit<Call<AsanaState>, "token">): Token {
  const { headers, path, state } = call;
  if (path === "/-/oauth_token" || path.startsWith("/files/")) return { name: "", scopes: [] };
  const given = /^Bearer (.+)$/i.exec(headers.authorization ?? "")?.[1];
  const token = TOKENS.find(({ name }) => name === given) ?? refuse(fail({ status: 401 }));
  const used = (state.used.get(token.name) ?? 0) + 1;
  state.used.set(token.name, used);
  if (token.allowance !== undefined && used > token.allowance)
    refuse(fail({ status: 429, retryAfter: "37" }));
  return token;
}

const tokenOf = (call: Call<AsanaState>): AsanaToken | undefined =>
  TOKENS.find(({ name }) => name === call.token.name);

export function caller({ token, state }: Call<AsanaState>): string {
  const personKey = TOKENS.find(({ name }) => name === token.name)?.personKey;
  return state.world.people.find(({ key }) => key === personKey)?.asanaGid ?? "";
}

export function isGuestElsewhere(call: Call<AsanaState>): boolean {
  return tokenOf(call)?.guest === true;
}

/** Refuses what a free plan does not have. */
export function needsPaidPlan(call: Call<AsanaState>): void {
  if (tokenOf(call)?.plan === "free") paymentRequired();
}

export function hasPaidPlan(call: Call<AsanaState>): boolean {
  return tokenOf(call)?.plan !== "free";
}

export function fixed(...scopes: readonly string[]): () => readonly string[] {
  return () => scopes;
}
