/** The one call that every check of a packed form makes, and what its answer must look like. */
import { firstCalls } from "./first-calls.ts";

/** The gateway is asked what its first server is asked. */
export function firstCall(name: string): { name: string; arguments: Record<string, unknown> } {
  const first = firstCalls[name] ?? firstCalls.hubspot;
  if (!first) throw new Error(`${name}: tools/first-calls.ts has no call for it`);
  return first;
}

/** @throws Error with the text of an answer that is an error or has no rows */
export function expectRows(name: string, result: object): void {
  const { isError, content } = result as { isError?: boolean; content?: { text?: string }[] };
  const text = content?.[0]?.text ?? "";
  if (isError || text.includes("(no rows)") || !text.startsWith("<data"))
    throw new Error(`${name}: the first call answered: ${text}`);
}
