import { type Answer, type Call, refuse, type Route, type Token } from "../emulator.ts";
import { fail, refusal } from "./errors.ts";
import type { GitHubState } from "./state.ts";

type Holder = {
  token: string;
  kind: "classic" | "fine_grained" | "installation";
  /** Key of the person whose token it is. */
  person: string | undefined;
  /** Classic tokens tell these in a header. */
  classic: readonly string[] | undefined;
  permissions: readonly string[];
};

const ALL = [
  "private",
  "contents:write",
  "workflows:write",
  "issues:write",
  "pull_requests:write",
  "actions:read",
  "checks:read",
];

export const HOLDERS: readonly Holder[] = [
  {
    token: "ghp_sandboxAllScopes000000000000000000000",
    kind: "classic",
    person: "amara",
    classic: ["notifications", "read:org", "repo", "workflow"],
    permissions: [...ALL, "notifications"],
  },
  {
    token: "github_pat_sandboxReadOnly00000_0000000000000000000000000",
    kind: "fine_grained",
    person: "mei",
    classic: undefined,
    permissions: ["private", "actions:read", "checks:read"],
  },
  {
    token: "ghp_sandboxPublicOnly00000000000000000000",
    kind: "classic",
    person: "declan",
    classic: ["public_repo"],
    permissions: ["issues:write", "pull_requests:write"],
  },
];

/** The one App that the company has installed. */
export const APP = { id: "771204", installation: "48120044", slug: "tessalane-assistant" } as const;
/** Where job logs really are: another host, which wants no GitHub token. */
export const LOG_PATH = "/actions-results/{jobId}";

export function holderOf(call: Pick<Call<GitHubState>, "headers" | "state">): Holder | undefined {
  const given = /^(?:Bearer|token) (.+)$/i.exec(call.headers.authorization ?? "")?.[1];
  if (given !== undefined && call.state.minted.has(given)) {
    return { token: given, kind: "installation", person: undefined, classic: undefined, permissions: ALL };
  }
  return HOLDERS.find((holder) => holder.token === given);
}

export function authenticate(
  call: Omit<Call<GitHubState>, "token">,
  route: Route<GitHubState> | undefined,
): Token {
  if (route?.path === LOG_PATH) return logReader(call);
  if (route?.path.startsWith("/app/")) return appBearer(call);
  const holder = holderOf(call);
  return holder ? { name: holder.token, scopes: holder.permissions } : refuse(fail({ status: 401 }));
}

/** The storage behind the logs takes its signed link alone; a token beside it is an error there. */
function logReader({ headers, query }: Omit<Call<GitHubState>, "token">): Token {
  const stray = headers.authorization !== undefined;
  if (stray || query.get("sig") !== "sandbox") {
    const code = stray ? "InvalidAuthenticationInfo" : "AuthenticationFailed";
    const body = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code></Error>`;
    refuse({ status: stray ? 400 : 403, body, headers: { "content-type": "application/xml" } });
  }
  return { name: "", scopes: [] };
}

/**
 * Holds the App's assertion against everything but its signature: the sandbox has no public key, so that any key will
 * do for trying out.
 */
function appBearer({ headers, state }: Omit<Call<GitHubState>, "token">): Token {
  const given = /^Bearer ([\w-]+)\.([\w-]+)\.[\w-]+$/.exec(headers.authorization ?? "");
  const [header, claims] = [decode(given?.[1]), decode(given?.[2])];
  if (header?.["alg"] !== "RS256") refuse(refusal(401, "A JSON web token could not be decoded"));
  const [iat, exp] = [Number(claims?.["iat"]), Number(claims?.["exp"])];
  const now = Math.max(state.clock, Date.now()) / 1000;
  if (String(claims?.["iss"]) !== APP.id) refuse(refusal(404, "Integration not found"));
  if (!(exp - iat <= 660) || !(exp > Date.now() / 1000) || iat > now) {
    refuse(refusal(401, "'Expiration time' claim ('exp') is too far in the future"));
  }
  return { name: "app", scopes: [] };
}

function decode(part: string | undefined): Record<string, unknown> | undefined {
  try {
    return JSON.parse(Buffer.from(part ?? "", "base64url").toString("utf8")) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** Who acts: a person's login, or the App. */
export function actorOf(call: Call<GitHubState>): string {
  const person = holderOf(call)?.person;
  const found = call.state.world.people.find(({ key }) => key === person);
  return found?.githubLogin ?? `${APP.slug}[bot]`;
}

export function mintToken({ state, params }: Call<GitHubState>): Answer {
  if (params["installationId"] !== APP.installation) return fail({ status: 404 });
  const token = `ghs_sandboxInstallation${String(state.minted.size).padStart(12, "0")}`;
  state.minted.add(token);
  return {
    status: 201,
    body: {
      token,
      expires_at: new Date(Math.floor(Date.now() / 1000) * 1000 + 3_600_000)
        .toISOString()
        .replace(".000", ""),
      permissions: {
        contents: "write",
        issues: "write",
        pull_requests: "write",
        actions: "read",
        checks: "read",
      },
      repository_selection: "all",
    },
  };
}

type Scopes = () => readonly string[];

export const needs =
  (...permissions: readonly string[]): Scopes =>
  () =>
    permissions;
