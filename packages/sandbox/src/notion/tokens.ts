import { type Call, refuse, type Token } from "../emulator.ts";
import { errorAnswer, fail } from "./errors.ts";

const READ = ["read_content", "read_comments", "read_users"];

/** Notion calls them capabilities. The later integrations were set up for less. */
export const TOKENS: readonly Token[] = [
  {
    name: "ntn_sandbox_all_capabilities",
    scopes: [...READ, "insert_content", "update_content", "insert_comments"],
  },
  { name: "ntn_sandbox_read_only", scopes: READ },
  { name: "ntn_sandbox_write_only", scopes: ["insert_content", "update_content"] },
  { name: "ntn_sandbox_content_only", scopes: ["read_content", "insert_content", "update_content"] },
];

export const VERSION = "2026-03-11";

export function authenticate({ headers }: Pick<Call, "headers">): Token {
  const given = /^Bearer (.+)$/i.exec(headers.authorization ?? "")?.[1];
  const token = TOKENS.find(({ name }) => name === given) ?? refuse(fail({ status: 401 }));
  const version = headers["notion-version"];
  if (version === undefined) {
    refuse(
      errorAnswer(
        400,
        "missing_version",
        "Notion-Version header failed validation: Notion-Version header should be defined, instead was `undefined`.",
      ),
    );
  }
  if (version !== VERSION) {
    refuse(errorAnswer(400, "validation_error", `The sandbox knows Notion-Version ${VERSION} only.`));
  }
  return token;
}

export const needs =
  (...capabilities: readonly string[]) =>
  (): readonly string[] =>
    capabilities;
