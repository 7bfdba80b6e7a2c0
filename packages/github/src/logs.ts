/** Where GitHub or a build tool says that something went wrong. */
const trouble =
  /##\[error\]|^\s*(?:[\w.]*(?:Error|Exception)\b[^=]{0,3}:|error(?:\[\w+\])?:|fatal:|panic:|npm ERR!|FAIL(?:ED)?\b|not ok\b|Traceback\b|thread '.{1,100}' panicked|[✕✗×] )/i;
const before = 6;
const after = 3;

/** The log's lines without what every line begins with, colours, and the lines that only fold it on the web page. */
export function logLines(text: string): string[] {
  return text
    .replace(/^\uFEFF/, "")
    .trimEnd()
    .split(/\r?\n/)
    .map((line) =>
      line
        .replace(/^\d{4}-\d\d-\d\dT[\d:.]{8,18}Z ?/, "")
        // eslint-disable-next-line no-control-regex -- terminal colours are control characters
        .replace(/\u001B\[[\d;]*[A-Za-z]/g, "")
        .replace(/^##\[(?:group|command)\]/, "> "),
    )
    .filter((line) => line !== "##[endgroup]");
}

export interface Excerpt {
  /** 1-based line numbers, both ends included. */
  from: number;
  to: number;
  text: string;
}

/** Lines of trouble with some around them, the last ones when there are too many; none where nothing looks wrong. */
export function troubleIn(lines: readonly string[], most: number): Excerpt[] {
  const spans: { from: number; to: number }[] = [];
  for (const [index, line] of lines.entries()) {
    if (!trouble.test(line.slice(0, 400))) continue;
    const from = Math.max(0, index - before);
    const to = Math.min(lines.length - 1, index + after);
    const last = spans.at(-1);
    if (last && from <= last.to + 1) last.to = to;
    else spans.push({ from, to });
  }
  const kept: Excerpt[] = [];
  let left = most;
  for (const span of spans.toReversed()) {
    if (left <= 0) break;
    const from = Math.max(span.from, span.to - left + 1);
    kept.unshift(excerpt(lines, from, span.to));
    left -= span.to - from + 1;
  }
  return kept;
}

/** Lines `from` to `to`, counted from 0, both included. */
export function excerpt(lines: readonly string[], from: number, to: number): Excerpt {
  const text = lines.slice(from, to + 1).map((line) => (line.length > 500 ? `${line.slice(0, 500)}…` : line));
  return { from: from + 1, to: Math.min(lines.length, to + 1), text: text.join("\n") };
}
