/**
 * Characters that a person does not see and a model reads: zero-width, bidirectional and other controls, tags,
 * fillers, variation selectors but the emoji one.
 */
const hidden = /[[\p{Default_Ignorable_Code_Point}\p{Cc}\uFFF9-\uFFFB]--[\t\n\r\u200C\u200D\uFE0F]]/gv;
/** Joiners stay where they join an emoji or letters of a script that needs them. */
const looseJoiner =
  /(?<!\p{Extended_Pictographic}\uFE0F?|\p{Emoji_Modifier}|[\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Sinhala}])[\u200C\u200D]/gv;

/** Text from a vendor, with hidden and control characters removed and lone surrogates replaced. */
export function visible(text: string): string {
  // Plain ASCII, which is most of it, is decided by one cheap scan.
  if (!/[^\t\n\r\x20-\x7E]/.test(text)) return text;
  return text.toWellFormed().replace(hidden, "").replace(looseJoiner, "");
}

/** The same text with what `visible` would remove written out, for a person who must judge it: `\u{202E}`. */
export function revealed(text: string): string {
  if (!/[^\t\n\r\x20-\x7E]/.test(text)) return text;
  return text.toWellFormed().replace(hidden, written).replace(looseJoiner, written);
}

const written = (char: string): string =>
  `\\u{${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}}`;

/** Tokens of a text as this project counts them: characters divided by four. */
export const tokens = (text: string): number => Math.ceil(text.length / 4);

/** Applies `change` to every string of a JSON value. Keys are left as they are: they are ours. */
export function mapStrings(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, change));
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings(item, change)]));
  }
  return value;
}
