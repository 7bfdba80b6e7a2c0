import { visible } from "@sophia-mcp/core/text";
import type { ToolFacts } from "../relay/tool-facts.ts";
import { parametersOf } from "./tool-index.ts";

const longestSentence = 200;
const mostParameters = 15;

/** A tool in one line: what a model needs to choose it, and mostly also to call it. */
export function toolLine(tool: ToolFacts): string {
  const parameters = parametersOf(tool)
    // The required ones first: they must not be the ones that are left out.
    .sort((a, b) => Number(b.required) - Number(a.required))
    .map(({ name, required }) => `${name}${required ? "*" : ""}`);
  const rest = parameters.length - mostParameters;
  const shown = [...parameters.slice(0, mostParameters), ...(rest > 0 ? [`${rest} more`] : [])].join(", ");
  const line = `${tool.name} [${tool.access}] ${firstSentence(tool.description || tool.title)} (${shown || "no parameters"})`;
  return visible(line).replace(/\s+/g, " ");
}

function firstSentence(text: string): string {
  const sentence = /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text;
  return sentence.length <= longestSentence
    ? sentence
    : `${sentence.slice(0, longestSentence).toWellFormed()}…`;
}
