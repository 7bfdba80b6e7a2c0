import type { Json } from "@sophia-mcp/core/envelope";
import { tokens } from "@sophia-mcp/core/text";
import type { ToolFacts } from "../relay/tool-facts.ts";
import { definitionTokens } from "./expose.ts";
import type { CallAnswer, GatewayTool } from "./gateway-tool.ts";

/** Tokens of one `tools/list`: what was sent, and what listing everything would have cost more. */
export function listAccount(
  all: readonly ToolFacts[],
  listed: readonly ToolFacts[],
  own: readonly GatewayTool[],
): { tokens: number; saved: number } {
  const sent = definitionTokens(listed) + ownTokens(own);
  return { tokens: sent, saved: Math.max(0, definitionTokens(all) - sent) };
}

/** Tokens of the gateway's own definitions. */
export const ownTokens = (own: readonly GatewayTool[]): number =>
  own.reduce((sum, { listing }) => sum + tokens(JSON.stringify(listing)), 0);

/** Tokens of an answer as a model reads it: its text, or its structured content where there is none. */
export function answerTokens({
  content,
  structuredContent,
}: Pick<CallAnswer, "content" | "structuredContent">): number {
  const text = content.reduce((sum, part) => sum + textTokens(part), 0);
  return text > 0 || structuredContent === undefined ? text : tokens(JSON.stringify(structuredContent));
}

function textTokens({ text, resource }: Json): number {
  if (typeof text === "string") return tokens(text);
  const embedded = (resource as { text?: unknown } | undefined)?.text;
  return typeof embedded === "string" ? tokens(embedded) : 0;
}
