import type { Call, Token } from "../emulator.ts";
import { refuse } from "../emulator.ts";
import { fail } from "./errors.ts";
import { findType } from "./types.ts";

const OBJECTS = ["contacts", "companies", "deals", "products", "line_items", "quotes", "custom"];
const READ = [
  "oauth",
  "tickets",
  "sales-email-read",
  "crm.objects.owners.read",
  "crm.lists.read",
  ...OBJECTS.flatMap((name) => [`crm.objects.${name}.read`, `crm.schemas.${name}.read`]),
];
const WRITE = ["crm.lists.write", ...OBJECTS.map((name) => `crm.objects.${name}.write`)];

/** The last one stands for a private app that was set up in a hurry. */
export const TOKENS: readonly Token[] = [
  { name: "pat-na1-sandbox-all-scopes", scopes: [...READ, ...WRITE] },
  { name: "pat-na1-sandbox-readonly", scopes: READ },
  {
    name: "pat-na1-sandbox-no-deals",
    scopes: [...READ, ...WRITE].filter((scope) => !scope.includes(".deals.") && scope !== "sales-email-read"),
  },
];

export function authenticate({ headers }: Pick<Call, "headers">): Token {
  const given = /^Bearer (.+)$/i.exec(headers.authorization ?? "")?.[1];
  return TOKENS.find((token) => token.name === given) ?? refuse(fail({ status: 401 }));
}

type Scopes = (call: Call) => readonly string[];

function objectScope(given: string | undefined, right: "read" | "write"): string[] {
  const type = findType(given ?? "");
  if (!type) return [];
  // One scope opens tickets for reading and writing alike.
  if (type.scope === "tickets") return ["tickets"];
  return [`${type.scope}.${right}`];
}

/** Scopes by the object types that stand in the path under the given names. */
export function objects(right: "read" | "write", ...names: readonly string[]): Scopes {
  return ({ params }) => names.flatMap((name) => objectScope(params[name], right));
}

export function schemas(name: string): Scopes {
  return ({ params }) => {
    const type = findType(params[name] ?? "");
    if (!type) return [];
    if (type.scope === "tickets") return ["tickets"];
    return [`${type.scope.replace("crm.objects", "crm.schemas")}.read`];
  };
}

export function fixed(...scopes: readonly string[]): Scopes {
  return () => scopes;
}
