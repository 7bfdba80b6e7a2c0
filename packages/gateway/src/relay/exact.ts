import { isObject, type Json } from "@sophia-mcp/core/envelope";
import { members, stringEnd, type Span } from "./json-spans.ts";

/** Numbers that would be written otherwise than they came, and escapes; most messages have none of them. */
const lossy = /[:,[\s]-?(?:0(?=\d)|\d+(?:\.|[eE])|\d{16})|[:,[\s]-0|\\u/;

/** How objects were written in the message that they came in. */
const written = new WeakMap<object, string>();

/**
 * Keeps how a request was written, where writing it anew would change it: large numbers, 1.0, escapes. Of an object
 * with a key twice nothing is kept: then the one meaning that was decided on is what is passed on.
 */
export function remember(message: Json, line: string): void {
  if (!isObject(message.params) || !lossy.test(line)) return;
  const span = members(line, 0).get("params");
  if (span) keep(message.params, line, span);
}

/** Down to the parts that are passed on as they are: arguments, and the values of `_meta` and of other fields. */
function keep(value: Json, line: string, span: Span, depth = 0): void {
  for (const [key, { from, to }] of members(line, span.from)) {
    const member = value[key];
    if (typeof member !== "object" || member === null) continue;
    const text = line.slice(from, to);
    if (isObject(member) && depth === 0 && key === "_meta") keep(member, line, { from, to }, 1);
    else if (countMembers(text) === countKeys(member)) written.set(member, text);
  }
}

/** The message as a line, with what is kept in the way it was written. */
export function messageLine(message: Json): string {
  const { params } = message;
  if (!isObject(params) || !holds(params)) return JSON.stringify(message);
  const { params: _, ...head } = message;
  return `${JSON.stringify(head).slice(0, -1)},"params":${exactJson(params)}}`;
}

/** Also where `_meta` was put together anew around what it held. */
const holds = (params: Json): boolean =>
  Object.values(params).some(
    (value) => isKept(value) || (isObject(value) && Object.values(value).some(isKept)),
  );

const isKept = (value: unknown): boolean => typeof value === "object" && value !== null && written.has(value);

function exactJson(value: Json): string {
  const parts = Object.entries(value).flatMap(([key, member]) => {
    if (member === undefined) return [];
    const kept = typeof member === "object" && member !== null ? written.get(member) : undefined;
    const text = kept ?? (isObject(member) ? exactJson(member) : JSON.stringify(member));
    return [`${JSON.stringify(key)}:${text}`];
  });
  return `{${parts.join(",")}}`;
}

/** Members of all objects in a text, each counted as often as it is written: every one has a colon of its own. */
function countMembers(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') i = stringEnd(text, i) - 1;
    else if (text[i] === ":") count++;
  }
  return count;
}

/** Members of all objects in a value, without recursion, since it may be deep. */
function countKeys(value: unknown): number {
  const queue = [value];
  let count = 0;
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (typeof next !== "object" || next === null) continue;
    if (!Array.isArray(next)) count += Object.keys(next).length;
    for (const member of Object.values(next) as unknown[])
      if (typeof member === "object" && member !== null) queue.push(member);
  }
  return count;
}
