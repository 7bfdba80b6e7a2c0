import { type Call, refuse, type Token } from "../emulator.ts";
import { slackIdFor } from "../world/ids.ts";

export type SlackToken = Token & {
  kind: "user" | "bot";
  personKey: string | undefined;
  /** Held to Slack's rate tiers, which would only be in the way of trying things out. */
  limited?: true;
};

export const BOT = {
  userId: slackIdFor("U", "app:tessalane-assistant"),
  botId: slackIdFor("B", "app:tessalane-assistant"),
  name: "assistant",
  realName: "Tessalane Assistant",
};

const CONVERSATIONS = ["channels", "groups", "im", "mpim"];
const READ = [
  ...CONVERSATIONS.flatMap((kind) => [`${kind}:read`, `${kind}:history`]),
  "users:read",
  "users:read.email",
  "reactions:read",
  "files:read",
  "canvases:read",
  "team:read",
];
const WRITE = [
  "chat:write",
  "im:write",
  "mpim:write",
  "groups:write",
  "reactions:write",
  "files:write",
  "canvases:write",
];

/** The first belongs to Maren, who sells; the one with few scopes stands for an app that was set up in a hurry. */
export const TOKENS: readonly SlackToken[] = [
  {
    name: "xoxp-sandbox-maren-all-scopes",
    kind: "user",
    personKey: "maren",
    scopes: [...READ, ...WRITE, "search:read", "channels:write"],
  },
  {
    name: "xoxb-sandbox-bot-all-scopes",
    kind: "bot",
    personKey: undefined,
    scopes: [...READ, ...WRITE, "channels:manage"],
  },
  {
    name: "xoxp-sandbox-priya-all-scopes",
    kind: "user",
    personKey: "priya",
    scopes: [...READ, ...WRITE, "search:read", "channels:write"],
  },
  {
    name: "xoxb-sandbox-bot-few-scopes",
    kind: "bot",
    personKey: undefined,
    scopes: ["channels:read", "chat:write"],
  },
  { name: "xoxb-sandbox-bot-limited", kind: "bot", personKey: undefined, scopes: READ, limited: true },
];

export function tokenOf(name: string): SlackToken {
  const token = TOKENS.find((known) => known.name === name);
  if (!token) throw new Error(`the emulator has no token ${name}`);
  return token;
}

export const givenToken = ({ headers, body }: Pick<Call, "headers" | "body">): string | undefined => {
  const inHeader = /^Bearer (.+)$/i.exec(headers.authorization ?? "")?.[1];
  return inHeader ?? (body as { token?: string } | undefined)?.token;
};

/** An upload's address is secret enough for Slack: it asks for no token there. */
const NOBODY: Token = { name: "xoxp-sandbox-maren-all-scopes", scopes: [] };

export function authenticate(call: Pick<Call, "headers" | "body" | "path">): Token {
  if (call.path.startsWith("/upload/")) return NOBODY;
  const given = givenToken(call);
  const token = TOKENS.find((known) => known.name === given);
  if (token) return token;
  // Files send a browser to the sign-in page.
  if (call.path.startsWith("/files-pri/")) {
    refuse({ status: 302, headers: { location: "https://tessalane.slack.com/?redir=%2Ffiles-pri" } });
  }
  return refuse({ body: { ok: false, error: given === undefined ? "not_authed" : "invalid_auth" } });
}
