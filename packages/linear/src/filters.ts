import { InputError } from "@sophia-mcp/core/errors";
import { isUuid, slugOf, unlabel, unlabelTeam } from "./refs.ts";

type Filter = Record<string, unknown>;

/** @throws InputError for an empty name, which would ask for nothing */
function nameIn(given: string): string {
  const text = unlabel(given);
  if (text === "") throw new InputError("A name must not be empty: leave the key out instead.");
  return text;
}

/** A name in any case, or an id. */
function named(given: string, ...keys: readonly string[]): Filter {
  const text = nameIn(given);
  const slug = slugOf(text);
  if (slug !== undefined) return { slugId: { eq: slug } };
  if (isUuid(text)) return { id: { eq: text } };
  const tests = keys.map((key) => ({ [key]: { eqIgnoreCase: text } }));
  return tests.length === 1 && tests[0] ? tests[0] : { or: tests };
}

export const teamFilter = (given: string): Filter => named(unlabelTeam(given), "key", "name");

/** A state by its own name or by its type, such as started. */
export const stateFilter = (given: string): Filter => named(given, "name", "type");

export const labelFilter = (given: string): Filter => named(given, "name");
export const projectFilter = (given: string): Filter => named(given, "name");
export const milestoneFilter = (given: string): Filter => named(given, "name");
export const initiativeFilter = (given: string): Filter => named(given, "name");
export const documentFilter = (given: string): Filter => named(given, "title");
export const statusFilter = (given: string): Filter => named(given, "name", "type");

/** A person by e-mail, display name, part of the name, or id; `me` is who the credential belongs to. */
export function userFilter(given: string): Filter {
  const text = nameIn(given).replace(/^@/, "");
  if (text.toLowerCase() === "me") return { isMe: { eq: true } };
  if (isUuid(text)) return { id: { eq: text } };
  return {
    or: [
      { email: { eqIgnoreCase: text } },
      { displayName: { eqIgnoreCase: text } },
      { name: { containsIgnoreCase: text } },
    ],
  };
}

const cycleWords: Readonly<Record<string, string>> = {
  current: "isActive",
  active: "isActive",
  next: "isNext",
  upcoming: "isNext",
  previous: "isPrevious",
  last: "isPrevious",
};

/** A cycle by number or name, or as current, next or previous. */
export function cycleFilter(given: string): Filter {
  const text = nameIn(given);
  const word = cycleWords[text.toLowerCase()];
  if (word !== undefined) return { [word]: { eq: true } };
  const number = /^(?:cycle )?(\d{1,6})$/i.exec(text)?.[1];
  if (number !== undefined) return { number: { eq: Number(number) } };
  return named(text, "name");
}

/** `none` and `unassigned` ask for records that have nothing there. */
export const orNone = (given: string, filter: (given: string) => Filter): Filter =>
  /^(none|no one|nobody|unassigned)$/i.test(given.trim()) ? { null: true } : filter(given);

export const priorities = ["none", "urgent", "high", "medium", "low"] as const;

export const closedTypes = ["completed", "canceled", "duplicate"];
