import { sha256 } from "../sha256.ts";
import { isObject } from "@sophia-mcp/core/envelope";
import { canonicalJson, losesDigits, parseExactly } from "./canonical-json.ts";

/**
 * What an approval is bound to and what the audit log keeps: SHA-256, in hex, over the tool's name as clients see it
 * and its arguments; no arguments are the same as `{}`.
 * @param line the request as it came: read again only where parsing may have lost digits of a number
 * @throws InputError when the arguments are nested deeper than 512 levels
 */
export function argumentsHash(tool: string, args: unknown, line?: string): string {
  const exact = line !== undefined && losesDigits(args) ? exactArguments(line) : args;
  return sha256(canonicalJson([tool, exact ?? {}]));
}

function exactArguments(line: string): unknown {
  const message = parseExactly(line);
  return isObject(message) && isObject(message.params) ? message.params.arguments : undefined;
}
