import { createRedactor, credentialMarks, encodings } from "@sophia-mcp/auth/redact";
import { visible } from "@sophia-mcp/core/text";
import { stringEnd } from "../relay/json-spans.ts";

/** Cleans what third-party servers answer: no configured secret, no known token shape, no hidden character. */
export interface Redaction {
  /**
   * A line of valid JSON, which it stays: only string literals change, and the very line comes back where none had to.
   * Secrets that stand as bare numbers are not found.
   */
  clean(line: string): string;
  text(value: string): string;
}

/** Their texts are tokens by trade: changed, they would no longer be accepted. */
const opaque = new Set(["requestState", "nextCursor", "cursor", "progressToken"]);

/** Whatever may be hidden when it is written as `\uXXXX`; also what is not, as the string itself is looked at then. */
const hiddenEscapes = String.raw`\\u(?:00[01789aA]|03[46]|061|11[156]|17[bB]|180|200|202|206|316|[fF][eEfF]|[dD]8[23]|[dD][bB]4)`;
export function createRedaction(secrets: Iterable<string>): Redaction {
  const redactor = createRedactor();
  const marks = new Set<string>();
  for (const secret of secrets) {
    redactor.add(secret);
    for (const form of encodings(secret)) marks.add(mark(form));
  }
  const suspects = [new RegExp(`${credentialMarks}|${hiddenEscapes}`), ...expressions([...marks])];
  const suspect = (json: string): boolean => suspects.some((pattern) => pattern.test(json));
  const text = (value: string): string => redactor.document(visible(value));

  function cleanStrings(line: string): string {
    let clean = "";
    let done = 0;
    let key = "";
    let end: number;
    for (let start = line.indexOf('"'); start >= 0; start = line.indexOf('"', end)) {
      end = stringEnd(line, start);
      const isKey = /^\s*:/.test(line.slice(end, end + 8));
      const kept = !isKey && opaque.has(key);
      const literal = line.slice(start, end);
      key = isKey ? literal.slice(1, -1) : "";
      if (kept || !suspect(literal)) continue;
      const value = JSON.parse(literal) as string;
      const cleaned = text(value);
      if (cleaned === value) continue;
      clean += line.slice(done, start) + JSON.stringify(cleaned);
      done = end;
    }
    return done === 0 ? line : clean + line.slice(done);
  }

  return {
    clean(line) {
      // Characters that are hidden stand only inside of string literals, where leaving one out breaks nothing.
      const shown = visible(line);
      return suspect(shown) ? cleanStrings(shown) : shown;
    },
    text,
  };
}

/** A regular expression of many more alternatives than this runs ten times slower. */
const mostAlternatives = 20;

function expressions(marks: readonly string[]): RegExp[] {
  const groups = Math.ceil(marks.length / mostAlternatives);
  return Array.from({ length: groups }, (_, group) => {
    const from = group * mostAlternatives;
    return new RegExp(marks.slice(from, from + mostAlternatives).join("|"));
  });
}

/**
 * A pattern for the longest part of a secret that every JSON writer writes alike. It begins with the part's rarest
 * character, where a scan seldom stops.
 */
function mark(secret: string): string {
  const parts = secret.match(/[\w.~:=+-]+/g) ?? [];
  const text = parts.reduce((best, part) => (part.length > best.length ? part : best), "");
  // Nothing of the kind: then every string is looked at.
  if (text === "") return '"';
  const rarities = Array.from(text, (char) => rarity.findIndex((kind) => kind.test(char)));
  const rarest = rarities.indexOf(Math.min(...rarities));
  const [before, char, after] = [text.slice(0, rarest), text.charAt(rarest), text.slice(rarest + 1)].map(
    (part) => part.replaceAll(/[.+]/g, String.raw`\$&`),
  );
  return `(?<=${before})${char}(?=${after})`;
}

const rarity = [/[~+=]/, /[QXZJKVWY]/, /[0-9A-Z]/, /[jqxz_]/, /[kvwby:.-]/, /./];
