import type { RichTextRequest } from "./types.ts";

/** Characters of one run of text, and runs of one text. @see https://developers.notion.com/reference/request-limits */
export const maxRun = 2000;
export const maxRuns = 100;

/** Plain text in runs of the length that Notion takes, never in the middle of a character. */
export function textRuns(
  text: string,
  extra: Partial<RichTextRequest> = {},
  url?: string,
): RichTextRequest[] {
  const link = url === undefined ? {} : { link: { url } };
  return pieces(text).map((content) =>
    Object.assign({ type: "text" as const, text: { content, ...link } }, extra),
  );
}

function pieces(text: string): string[] {
  const parts: string[] = [];
  for (let at = 0; at < text.length;) {
    let end = Math.min(text.length, at + maxRun);
    if (end < text.length && /[\uD800-\uDBFF]/.test(text[end - 1] ?? "")) end -= 1;
    parts.push(text.slice(at, end));
    at = end;
  }
  return parts;
}

/** Groups of at most 100 runs: what is longer goes on in a further block. */
export function runGroups(runs: readonly RichTextRequest[]): RichTextRequest[][] {
  const groups: RichTextRequest[][] = [];
  for (let at = 0; at < runs.length; at += maxRuns) groups.push(runs.slice(at, at + maxRuns));
  return groups.length > 0 ? groups : [[]];
}
