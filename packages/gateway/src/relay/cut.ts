import { fit } from "@sophia-mcp/core/answer";
import { isObject, type Json } from "@sophia-mcp/core/envelope";
import { resultAnswer, type Answer } from "./json-rpc.ts";

/**
 * Shortens another server's answer to a budget: text from its end, structured content by its longest list. What was cut
 * is said; pictures and links stay.
 * @param budget tokens as characters / 4
 */
export function cutAnswer(answer: Answer, budget: number): Answer {
  const { result } = answer;
  if (!result || !Array.isArray(result.content)) return answer;
  let left = budget * 4;
  let cut = 0;
  const content = (result.content as unknown[]).map((part) => {
    if (!isObject(part) || typeof part.text !== "string") return part;
    const room = Math.max(0, left);
    left -= part.text.length;
    if (part.text.length <= room) return part;
    cut += part.text.length - room;
    return Object.assign({}, part, { text: part.text.slice(0, room).toWellFormed() });
  });
  const structured = isObject(result.structuredContent)
    ? shortened(result.structuredContent, budget)
    : undefined;
  if (cut === 0 && structured === result.structuredContent) return answer;
  const text = `Cut to fit ${budget} tokens${cut > 0 ? `: ${cut} characters are missing` : ""}. Ask for less: a filter, a lower limit, a part.`;
  return resultAnswer({
    ...result,
    content: [...content, { type: "text", text }],
    ...(structured ? { structuredContent: structured } : {}),
  });
}

/** Without a note of its own: the schema of somebody else's answer may allow none. */
function shortened(output: Json, budget: number): Json {
  const { output: fitted } = fit(output, (value) => JSON.stringify(value), budget, undefined);
  if (fitted === output) return output;
  const { notice: _, ...rest } = fitted;
  return "notice" in output ? { ...rest, notice: output.notice } : rest;
}
