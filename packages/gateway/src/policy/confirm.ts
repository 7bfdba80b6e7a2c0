import { isObject, type Json } from "@sophia-mcp/core/envelope";
import { mapStrings, revealed } from "@sophia-mcp/core/text";
import type { Caller } from "../relay/caller.ts";
import type { ToolFacts } from "../relay/tool-facts.ts";

/** The gateway's own question among those of a server; also its key in `inputRequests` and `inputResponses`. */
export const confirmKey = "sophia_confirm";

const mostArguments = 20;
const longestValue = 400;
const longestKey = 64;

const effects = {
  read: "reads data",
  write: "changes data",
  destroy: "may delete or overwrite data",
} as const;

/**
 * A call in a few lines for the person who decides. A value is written as JSON and hidden characters are written out, so
 * that nothing in it can look like a line of this text.
 * @param redact removes secrets from a text
 */
export function describeCall(tool: ToolFacts, args: unknown, redact: (text: string) => string): string {
  const entries = isObject(args) ? Object.entries(args) : [];
  const lines = entries.slice(0, mostArguments).map(([key, value]) => {
    // Written out first: a redaction takes hidden characters out, and the person would judge another call than the one made.
    const text = JSON.stringify(mapStrings(value, (part) => redact(revealed(part))));
    const shown = revealed(text).replaceAll(String.raw`\\u{`, String.raw`\u{`);
    return `  ${cut(oneLine(redact(revealed(key))), longestKey)}: ${cut(shown, longestValue)}`;
  });
  const more = entries.length - mostArguments;
  if (more > 0) lines.push(`  and ${more} more, not shown: deny if you do not know them`);
  return [
    `Tool: ${oneLine(tool.name)}${tool.title && tool.title !== tool.name ? ` (${cut(oneLine(tool.title), 80)})` : ""}`,
    `System: ${cut(oneLine(tool.serverTitle), 80)}`,
    `Effect: ${effects[tool.access]}`,
    lines.length > 0 ? `Arguments:\n${lines.join("\n")}` : "Arguments: none",
  ].join("\n");
}

const oneLine = (text: string): string => revealed(text).replaceAll(/\s+/g, " ");

/** Both ends are shown: what is dangerous may stand in either. */
function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const tail = Math.floor(longest / 4);
  const hiddenLength = text.length - longest;
  return `${text.slice(0, longest - tail).toWellFormed()} [${hiddenLength} more characters] ${text.slice(-tail).toWellFormed()}`;
}

/** Whether a client can put a form before its user; an empty declaration means that it can. */
export function canAsk({ capabilities }: Pick<Caller, "capabilities">): boolean {
  const { elicitation } = capabilities;
  if (!isObject(elicitation)) return false;
  return Object.keys(elicitation).length === 0 || isObject(elicitation.form);
}

export interface ElicitationRequest {
  method: "elicitation/create";
  params: { mode: "form"; message: string; requestedSchema: Json };
}

/** @param description what `describeCall` says */
export function askForConfirmation(description: string): ElicitationRequest {
  return {
    method: "elicitation/create",
    params: {
      mode: "form",
      message: `A call waits for your decision. It runs once, with exactly these arguments.\n\n${description}`,
      requestedSchema: {
        type: "object",
        properties: {
          confirm: {
            type: "boolean",
            title: "Run this call",
            description: "true runs it; anything else does not",
          },
        },
        required: ["confirm"],
      },
    },
  };
}

/** What a person said to it; `dismissed` is no decision. Anything that is not a clear yes is none. */
export function readConfirmation(result: unknown): "approved" | "denied" | "dismissed" {
  if (!isObject(result)) return "dismissed";
  if (result.action === "accept")
    return isObject(result.content) && result.content.confirm === true ? "approved" : "denied";
  return result.action === "decline" ? "denied" : "dismissed";
}

/** The answer that asks a client of 2026-07-28: it repeats the call with `inputResponses` and the state. */
export const inputRequired = (request: ElicitationRequest, requestState: string): Json => ({
  resultType: "input_required",
  inputRequests: { [confirmKey]: request },
  requestState,
});

/** A repeated call taken apart: what the person said to the gateway, and the parameters as its server may see them. */
export function takeConfirmation(params: Json): {
  answer?: ReturnType<typeof readConfirmation>;
  params: Json;
} {
  const { inputResponses } = params;
  if (!isObject(inputResponses) || !Object.hasOwn(inputResponses, confirmKey)) return { params };
  const { [confirmKey]: answer, ...others } = inputResponses;
  const { inputResponses: _, ...rest } = params;
  return {
    answer: readConfirmation(answer),
    params: Object.keys(others).length > 0 ? { ...rest, inputResponses: others } : rest,
  };
}

/** @param http whether this gateway can be reached over HTTP */
export function needsApprovalText(
  tool: string,
  { id, expiresAt }: { id: string; expiresAt: number },
  { http, again = false }: { http: boolean; again?: boolean },
): string {
  const until = new Date(expiresAt).toISOString().slice(11, 16);
  const post = http ? `, or POST /approvals/${id} with {"decision":"approve"}` : "";
  return [
    `Not called: ${tool} ${again ? "still waits for" : "needs"} the approval of a person.`,
    `Pending approval ${id}, valid until ${until} UTC.`,
    `To release it, whoever runs this gateway runs: sophia-mcp approve ${id}${post}.`,
    "Then repeat the same call with exactly the same arguments; before that a repeat does not help.",
  ].join(" ");
}

export const deniedText = (tool: string): string =>
  `Not called: a person decided against this call of ${tool}. Do not repeat it; ask the user what to do instead.`;

export const dismissedText = (tool: string): string =>
  `Not called: the question whether to run ${tool} was closed without an answer. Ask the user before you repeat the call.`;
