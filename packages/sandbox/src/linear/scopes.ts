import { type Call, refuse, type Token } from "../emulator.ts";
import { errorAnswer, fail, raise } from "./errors.ts";

/** A token, and whose it is. */
type LinearToken = Token & { personKey: string };

/** A personal key that may do all, one that may only read, and an OAuth token that may add issues and comments. */
export const TOKENS: readonly LinearToken[] = [
  {
    name: "lin_api_sandboxAllRights0000000000000000",
    scopes: ["read", "write", "admin"],
    personKey: "amara",
  },
  { name: "lin_api_sandboxReadOnly00000000000000000", scopes: ["read"], personKey: "sofia" },
  {
    name: "lin_oauth_sandboxIssuesOnly0000000000000",
    scopes: ["read", "issues:create", "comments:create"],
    personKey: "hana",
  },
];

/** Personal keys come bare, OAuth tokens with `Bearer`; Linear names the mistake of a key with `Bearer`. */
export function authenticate({ headers }: Pick<Call, "headers">): LinearToken {
  const given = headers.authorization ?? "";
  const bearer = /^Bearer (.+)$/i.exec(given)?.[1];
  if (bearer?.startsWith("lin_api_")) {
    const presentable =
      "It looks like you're trying to use an API key as a Bearer token. Remove the Bearer prefix from the Authorization header.";
    refuse(errorAnswer("input", { message: presentable, presentable }));
  }
  const wanted = bearer ?? (given.startsWith("lin_api_") ? given : undefined);
  return TOKENS.find(({ name }) => name === wanted) ?? refuse(fail({ status: 401 }));
}

/** Scopes that open a mutation besides `write`. */
const NARROW: Readonly<Record<string, string>> = {
  issueCreate: "issues:create",
  commentCreate: "comments:create",
};

export function requireScope(token: Token, mutation: string): void {
  const narrow = NARROW[mutation];
  if (token.scopes.includes("write") || (narrow !== undefined && token.scopes.includes(narrow))) return;
  raise("forbidden", {
    message: `Invalid scope: \`${narrow ?? "write"}\` required`,
    presentable: `Your access token does not have the scope ${narrow ?? "write"}.`,
  });
}
