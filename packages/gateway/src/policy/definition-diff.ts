import { isObject } from "@sophia-mcp/core/envelope";
import { revealed } from "@sophia-mcp/core/text";

const mostLines = 60;
const longestText = 160;
/** Around the first and the last change of a long text. */
const contextLength = 40;

/** What changed between two definitions, a line for each place: `~ description: "old" -> "new"`, `+` added, `-` gone. */
export function definitionDiff(before: unknown, after: unknown): string[] {
  const lines: string[] = [];
  compare("", before, after, lines);
  const rest = lines.length - mostLines;
  return rest > 0 ? [...lines.slice(0, mostLines), `and ${rest} more changes`] : lines;
}

function compare(path: string, before: unknown, after: unknown, lines: string[]): void {
  if (isObject(before) && isObject(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      // A key may be made to look like a line of its own.
      const word = /^[\w$-]+$/.test(key) ? key : written(key);
      const at = path === "" ? word : `${path}.${word}`;
      compare(
        at,
        Object.hasOwn(before, key) ? before[key] : undefined,
        Object.hasOwn(after, key) ? after[key] : undefined,
        lines,
      );
    }
  } else if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length);
    for (let i = 0; i < length; i++) compare(`${path}[${i}]`, before[i], after[i], lines);
  } else if (before === undefined && after !== undefined) lines.push(`+ ${path}: ${short(after)}`);
  else if (before !== undefined && after === undefined) lines.push(`- ${path}: ${short(before)}`);
  else if (before !== after) {
    const [old, fresh] = around(written(before), written(after));
    lines.push(`~ ${path}: ${old} -> ${fresh}`);
  }
}

const written = (value: unknown): string => revealed(JSON.stringify(value));

function short(value: unknown): string {
  const text = written(value);
  return text.length <= longestText ? text : `${text.slice(0, longestText)}... (${text.length} characters)`;
}

/** Two texts without what they begin and end alike with, where they are long. */
function around(before: string, after: string): [string, string] {
  if (before.length <= longestText && after.length <= longestText) return [before, after];
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const from = Math.max(0, start - contextLength);
  const kept = Math.max(0, end - contextLength);
  const part = (text: string): string => {
    const middle = text.slice(from, text.length - kept);
    // A change is never cut away: what was added is what matters.
    return `${from > 0 ? "..." : ""}${middle.length > 2000 ? `${middle.slice(0, 2000)}... (${middle.length} characters)` : middle}${kept > 0 ? "..." : ""}`;
  };
  return [part(before), part(after)];
}
