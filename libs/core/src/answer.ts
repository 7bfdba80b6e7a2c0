import { createHmac, randomBytes } from "node:crypto";
import { tokens } from "./text.ts";

export type Output = Record<string, unknown>;

export interface Answer {
  output: Output;
  text: string;
}

const longText = 2000;

/**
 * Cuts an output until both its text and its JSON fit into `budget` tokens: first strings beyond 2,000 characters, then
 * rows of the longest list. What was cut and how to get it stands in `notice`.
 */
export function fit(
  output: Output,
  render: (output: Output) => string,
  budget: number,
  more: string | undefined,
): Answer {
  let current = output;
  let text = render(current);
  if (size(current, text) <= budget) return { output: current, text };

  const cuts: string[] = [];
  const bodies = cutStrings(current, Math.max(longText, budget));
  if (bodies.count > 0) {
    current = bodies.output;
    cuts.push(
      `${bodies.count} long text${bodies.count > 1 ? "s" : ""} cut, the longest of ${bodies.longest} characters`,
    );
    text = render(current);
  }
  for (let round = 0; size(current, text) > budget && round < 24; round++) {
    const list = longestList(current);
    if (!list) break;
    // Rows differ in size; shrinking by the ratio converges in a few rounds.
    const keep = Math.floor(list.length * Math.min(0.9, (budget / size(current, text)) * 0.95));
    current = { ...current, [list.key]: (current[list.key] as unknown[]).slice(0, keep) };
    text = render(current);
  }
  for (const [key, rows] of Object.entries(output)) {
    const kept = current[key];
    if (!Array.isArray(rows) || !Array.isArray(kept) || kept.length === rows.length) continue;
    cuts.push(`${kept.length} of ${rows.length} ${key} shown`);
    if (typeof current.next_cursor === "string") {
      // The cursor points behind rows that were cut: following it would skip them.
      const { next_cursor: _skipping, ...rest } = current;
      current = rest;
      cuts.push(`repeat with limit: ${Math.max(1, kept.length)} to page through all of them`);
    }
  }
  const notice = `Cut to fit ${budget} tokens: ${cuts.join("; ")}.${more ? ` ${more}` : ""}`;
  current = { ...current, notice };
  return { output: current, text: `${render(current)}\n\n${notice}` };
}

const size = (output: Output, text: string): number => Math.max(tokens(text), tokens(JSON.stringify(output)));

function cutStrings(output: Output, limit: number): { output: Output; count: number; longest: number } {
  let count = 0;
  let longest = 0;
  const walk = (value: unknown): unknown => {
    if (typeof value === "string" && value.length > limit) {
      count++;
      longest = Math.max(longest, value.length);
      return `${value.slice(0, limit).toWellFormed()}… [cut at ${limit} of ${value.length} characters]`;
    }
    if (Array.isArray(value)) return value.map(walk);
    if (value !== null && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item)]));
    }
    return value;
  };
  return { output: walk(output) as Output, count, longest };
}

function longestList(output: Output): { key: string; length: number } | undefined {
  let best: { key: string; length: number; size: number } | undefined;
  for (const [key, value] of Object.entries(output)) {
    if (!Array.isArray(value) || value.length < 2) continue;
    const bytes = JSON.stringify(value).length;
    if (!best || bytes > best.size) best = { key, length: value.length, size: bytes };
  }
  return best;
}

const boundaryKey = randomBytes(16);

/**
 * Puts vendor text between marks that its author cannot foresee, so that text inside cannot pretend to stand outside.
 * The server's instructions tell a model what the marks mean.
 */
export function fence(server: string, text: string): string {
  const mark = createHmac("sha256", boundaryKey).update(text).digest("hex").slice(0, 8);
  return `<data from="${server}" id="${mark}">\n${text}\n</data ${mark}>`;
}
