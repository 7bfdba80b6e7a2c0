export type Part =
  | { text: string }
  | { tag: string; attributes: Record<string, string | undefined>; inner: string };

const opening =
  /^[ \t]*<(details|callout|columns|column|synced_block)((?:\s+[\w-]+="[^"]*"|\s+open)*)\s*>(.*)$/;

/**
 * Cuts Markdown at the tags that hold other blocks. A Markdown parser ends HTML at the first blank line, so what stands
 * inside would be torn apart. Code is left alone.
 */
export function splitContainers(markdown: string): Part[] {
  const parts: Part[] = [];
  let plain: string[] = [];
  const lines = markdown.split(/\r?\n/);
  const code = codeLines(lines);
  const flush = () => {
    if (plain.some((text) => text.trim() !== "")) parts.push({ text: plain.join("\n") });
    plain = [];
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const found = code[at] ? null : opening.exec(line);
    const tag = found?.[1] ?? "";
    const closed = found ? closingLine(lines, code, at, tag) : undefined;
    if (!found || closed === undefined) {
      plain.push(line);
      continue;
    }
    flush();
    const body = [found[3] ?? "", ...lines.slice(at + 1, closed + 1)].join("\n");
    const inner = body.slice(0, body.lastIndexOf(`</${tag}>`));
    parts.push({ tag, attributes: attributesOf(found[2] ?? ""), inner: openContainer(inner) });
    at = closed;
  }
  flush();
  return parts;
}

/** Which lines are inside fenced code, its fences included. */
function codeLines(lines: readonly string[]): boolean[] {
  let fence: string | undefined;
  return lines.map((line) => {
    const mark = /^[ \t]*(`{3,}|~{3,})/.exec(line)?.[1];
    const inside = fence !== undefined || mark !== undefined;
    if (fence === undefined) fence = mark;
    else if (mark?.startsWith(fence)) fence = undefined;
    return inside;
  });
}

/** The line that closes the tag of line `from`, with tags of the same kind in between counted. */
function closingLine(
  lines: readonly string[],
  code: readonly boolean[],
  from: number,
  tag: string,
): number | undefined {
  let open = 0;
  for (let at = from; at < lines.length; at++) {
    if (code[at]) continue;
    open += lines[at]?.match(new RegExp(`<${tag}[\\s>]`, "g"))?.length ?? 0;
    open -= lines[at]?.match(new RegExp(`</${tag}>`, "g"))?.length ?? 0;
    if (open <= 0) return at;
  }
  return undefined;
}

function attributesOf(text: string): Record<string, string | undefined> {
  const found = [...text.matchAll(/([\w-]+)="([^"]*)"/g)];
  return Object.fromEntries(found.map(([, name = "", value = ""]) => [name, value]));
}

/** Takes away the indentation that all lines inside share: deeper than four spaces would read as code. */
export function openContainer(inner: string): string {
  const lines = inner.replace(/^[ \t]*\n/, "").split("\n");
  const indents = lines
    .filter((line) => line.trim() !== "")
    .map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0);
  const shared = Math.min(...indents);
  return Number.isFinite(shared) ? lines.map((line) => line.slice(shared)).join("\n") : "";
}
