/** Where a value stands in a JSON text: `text.slice(from, to)`. */
export interface Span {
  from: number;
  to: number;
}

const quote = 0x22;
const backslash = 0x5c;
const space = (code: number): boolean => code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;

/** The members of the object that starts at `at`, with the text of their values untouched. The text must be valid JSON. */
export function members(text: string, at: number): Map<string, Span> {
  const found = new Map<string, Span>();
  let i = skipSpace(text, skipSpace(text, at) + 1);
  while (text[i] !== "}" && i < text.length) {
    const key = valueEnd(text, i);
    const from = skipSpace(text, skipSpace(text, key) + 1);
    const to = valueEnd(text, from);
    found.set(JSON.parse(text.slice(i, key)) as string, { from, to });
    i = next(text, to);
  }
  return found;
}

/** The elements of the array that starts at `at`. */
export function elements(text: string, at: number): Span[] {
  const found: Span[] = [];
  let i = skipSpace(text, skipSpace(text, at) + 1);
  while (text[i] !== "]" && i < text.length) {
    const to = valueEnd(text, i);
    found.push({ from: i, to });
    i = next(text, to);
  }
  return found;
}

/** After a value: past the comma, or at the closing bracket. */
function next(text: string, at: number): number {
  const i = skipSpace(text, at);
  return text[i] === "," ? skipSpace(text, i + 1) : i;
}

function skipSpace(text: string, at: number): number {
  let i = at;
  while (space(text.charCodeAt(i))) i++;
  return i;
}

function valueEnd(text: string, at: number): number {
  const first = text.charCodeAt(at);
  if (first === quote) return stringEnd(text, at);
  if (text[at] !== "{" && text[at] !== "[") {
    let i = at;
    while (i < text.length && !space(text.charCodeAt(i)) && !",]}:".includes(text[i] ?? "")) i++;
    return i;
  }
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    const char = text[i];
    if (char === '"') i = stringEnd(text, i) - 1;
    else if (char === "{" || char === "[") depth++;
    else if ((char === "}" || char === "]") && --depth === 0) return i + 1;
  }
  return text.length;
}

/** Past the closing quote of the string literal that starts at `at`. */
export function stringEnd(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === backslash) i++;
    else if (code === quote) return i + 1;
  }
  return text.length;
}
