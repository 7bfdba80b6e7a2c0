import { sha256 } from "./sha256.ts";

/** A tool or prompt whose name for clients is looked for. */
export interface NamedThing {
  /** Name of its server's entry. */
  server: string;
  /** Put before its name with `_`; empty is nothing. */
  prefix: string;
  ownName: string;
  /** Ships with the gateway. */
  builtIn: boolean;
}

/** Models' APIs take no name that is longer, the client's own prefix included. */
const longestAtModels = 64;

/** The client puts the name of its entry for this gateway before each name; `sophia` is the one that we suggest. */
const entryName = 16;

/** What clients put around that name, and where one stops short of 64. By how they call themselves to a server. */
const clients: readonly { called: RegExp; around: number; longest?: number; cutsEntry?: number }[] = [
  // mcp__<entry>__
  { called: /^claude-code/, around: 7 },
  { called: /^codex/, around: 7 },
  // mcp_<title>_, never more than 18 in all
  { called: /^visual studio code|^vscod/, around: 5, cutsEntry: 13 },
  // Leaves out tools whose two names together reach 60.
  { called: /^cursor/, around: 0, longest: 59 },
  // mcp_<entry>_, of 63 at most
  { called: /^gemini/, around: 5, longest: 63 },
  // <entry>-, <entry>_, <entry>:
  { called: /^(?:github-)?copilot|^opencode|^claude-ai/, around: 1 },
];

const limits = clients.map(
  ({ around, longest = longestAtModels, cutsEntry = entryName }) =>
    Math.min(longest, longestAtModels) - around - cutsEntry,
);

/**
 * How long a name may be for a client. One that is not known may do what any of the known ones does, so it gets what
 * suits them all.
 */
export function nameLimit(client: { name: string } | undefined): number {
  const called = client?.name.toLowerCase() ?? "";
  return limits[clients.findIndex((known) => known.called.test(called))] ?? Math.min(...limits);
}

/** Below this no readable name would be left. */
const shortest = 24;
const hashStep = 8;

/**
 * The names that clients see, each with what it stands for, in the order given. Ours stay as they are, the gateway's
 * own tools among them; others get their server's prefix. A name depends on what is named and on what it collides with,
 * never on the order: all others of a collision get a hash, so that no newcomer takes over a name that meant another.
 * @param limit of characters, from `nameLimit`; ours are shorter than any
 */
export function exposedNames<Thing extends NamedThing>(
  things: readonly Thing[],
  limit: number,
): Map<string, Thing> {
  const longest = Math.max(limit, shortest);
  // A server that lists a name twice cannot tell its two tools apart either: the first counts.
  const distinct = new Map<string, Thing>();
  for (const thing of things) if (!distinct.has(idOf(thing))) distinct.set(idOf(thing), thing);
  const ours = new Map<string, Thing>();
  for (const thing of distinct.values()) {
    const keeper = ours.get(thing.ownName);
    if (isOurs(thing) && (!keeper || thing.server < keeper.server)) ours.set(thing.ownName, thing);
  }
  const others = [...distinct.values()].filter((thing) => ours.get(thing.ownName) !== thing);
  const names = settle(others, new Set(ours.keys()), longest);
  const named = [...distinct.values()].map((thing) => [names.get(thing) ?? thing.ownName, thing] as const);
  return new Map(named);
}

/** Lengthens the hashes of all that collide until none does; all at once, so that no order shows. */
function settle<Thing extends NamedThing>(
  others: readonly Thing[],
  taken: ReadonlySet<string>,
  longest: number,
): Map<Thing, string> {
  const levels = new Map(others.map((thing) => [thing, fits(thing, longest) ? 0 : 1]));
  for (;;) {
    const names = new Map([...levels].map(([thing, level]) => [thing, nameAt(thing, level, longest)]));
    const counts = new Map<string, number>();
    for (const name of names.values()) counts.set(name, (counts.get(name) ?? 0) + 1);
    const raisable = [...levels].filter(([thing, level]) => {
      const name = names.get(thing) ?? "";
      return (taken.has(name) || (counts.get(name) ?? 0) > 1) && (level + 1) * hashStep < longest;
    });
    if (raisable.length === 0) return names;
    for (const [thing, level] of raisable) levels.set(thing, level + 1);
  }
}

const idOf = ({ server, prefix, ownName }: NamedThing): string => `${server}\0${prefix}\0${ownName}`;

const isOurs = ({ builtIn, prefix }: NamedThing): boolean => builtIn && prefix === "";

const wanted = ({ prefix, ownName }: NamedThing): string =>
  (prefix === "" ? ownName : `${prefix}_${ownName}`).replace(/[^A-Za-z0-9_-]+/g, "_");

function fits(thing: NamedThing, longest: number): boolean {
  // Whoever asks for no prefix asks for the names as they are, as far as models take them.
  if (thing.prefix === "" && /^[A-Za-z0-9_-]+$/.test(thing.ownName))
    return thing.ownName.length <= longestAtModels;
  return wanted(thing).length <= longest && /[A-Za-z0-9]/.test(legalName(thing.ownName));
}

function nameAt(thing: NamedThing, level: number, longest: number): string {
  const name = wanted(thing);
  if (level === 0) return name;
  const hash = sha256(idOf(thing)).slice(0, level * hashStep);
  const stem = readableCut(name, longest - hash.length - 1) || "tool";
  return `${stem}_${hash}`.slice(0, longest);
}

/** Ends where a word does, unless that would cost too much of it. */
function readableCut(name: string, length: number): string {
  if (name.length <= length) return name.replace(/[_-]+$/, "");
  const cut = name.slice(0, Math.max(length, 0));
  const word = /^(.*[A-Za-z0-9])[_-]+[A-Za-z0-9]*$/.exec(cut)?.[1] ?? cut;
  return (word.length >= cut.length * 0.7 ? word : cut).replace(/[_-]+$/, "");
}

/** A name without the characters that some client refuses; may be empty. */
export const legalName = (text: string): string =>
  text
    .replace(/[^A-Za-z0-9_-]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 32);
