import { InputError } from "./errors.ts";
import { nearest } from "./nearest.ts";

/** A thing as every answer shows it: `Name [id]`, or the id alone where there is no name. */
export const both = (name: string | undefined, id: string): string => (name ? `${name} [${id}]` : id);

/**
 * What an answer said may be passed back as it is: reads the id out of `Name [id]`, the address out of `Name <e-mail>`,
 * and leaves any other text but for its margins.
 * @param id what ids look like: other brackets belong to the name
 */
export function unlabel(given: string, id = /^[^[\]]{1,200}$/): string {
  const text = given.trim();
  const inside = /^.{0,500} \[([^[\]]{1,200})\]$/s.exec(text)?.[1];
  if (inside !== undefined && id.test(inside)) return inside;
  return /^.{0,500} <([^<>\s]{1,320}@[^<>\s]{1,320})>$/s.exec(text)?.[1] ?? text;
}

export interface Choice<T> {
  /** What is looked for, in the singular: "project". */
  what: string;
  name(entry: T): string;
  /** As answers show it, in a form that may be passed back. */
  show(entry: T): string;
  /** The closed set, or what is near in an open one. */
  known: readonly T[];
  /** How to look in an open set, such as "asana_search_objects finds projects."; without it the set is closed. */
  hint?: string;
}

/** Errors are read by models: more candidates would be no help. */
const mostShown = 20;

/**
 * The one thing that a name means.
 * @param fitting what has the name
 * @throws InputError with candidates when there is none, or more than one
 */
export function theOne<Entry, Found extends Entry>(
  given: string,
  fitting: readonly Found[],
  choice: Choice<Entry>,
): Found {
  const [first, second] = fitting;
  if (first !== undefined && second === undefined) return first;
  const { what, known, hint } = choice;
  const list = (entries: readonly Entry[]) => {
    const rest = entries.length - mostShown;
    const shown = entries.slice(0, mostShown).map((entry) => choice.show(entry));
    return [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join(", ");
  };
  const short = given.slice(0, 100);
  if (first !== undefined) throw new InputError(`"${short}" fits several: pass one of ${list(fitting)}.`);
  const near = nearest(given, known.map(choice.name));
  const few = known.length > 0 && known.length <= mostShown;
  const next =
    hint === undefined ? [`Accepted: ${list(known) || "none"}.`] : [few && `Known: ${list(known)}.`, hint];
  const problem = [`No ${what} is called "${short}".`, near && `Did you mean "${near}"?`];
  throw new InputError([...problem, ...next].filter(Boolean).join(" "));
}
