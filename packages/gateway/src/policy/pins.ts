import { sha256 } from "../sha256.ts";
import type { Json } from "@sophia-mcp/core/envelope";
import { canonicalJson } from "./canonical-json.ts";
import { definitionDiff } from "./definition-diff.ts";

/** What a model or a person judges a tool by: a change of it may mean another tool under the same name. */
const judged = ["name", "title", "description", "inputSchema", "outputSchema", "annotations"] as const;

/** A definition that was accepted, kept whole so that a change can be shown. */
export interface Pin {
  hash: string;
  definition: Json;
}

/** By name; JSON, for the server's file. */
export type Pins = Readonly<Record<string, Pin>>;

export interface HeldTool {
  name: string;
  reason: "changed" | "new";
  /** Of the definition that waits: approving it approves this one, and no later one. */
  hash: string;
  /** Lines for a person. */
  diff: readonly string[];
}

/** Pins of tools that are gone are kept, so that none comes back as another; more than this many are not. */
const mostPins = 5000;

/** SHA-256, in hex, of a definition's judged parts, whatever the order of their keys. */
export const definitionHash = (definition: Json): string => sha256(canonicalJson(judgedParts(definition)));

function judgedParts(definition: Json): Json {
  return Object.fromEntries(
    judged.flatMap((key) => (definition[key] === undefined ? [] : [[key, definition[key]]])),
  );
}

/**
 * Holds back what changed since it was accepted. The definition seen first is accepted, with `all` that of the whole
 * server; a held tool is neither `visible` nor are its old words: they would be served with the new behaviour.
 * @param approved undefined for a server that was never seen
 * @param fresh definitions as the server lists them now, each with a name of its own
 * @param accepts whether a person has approved this definition
 */
export function holdBack(
  approved: Pins | undefined,
  fresh: readonly Json[],
  mode: "changed" | "all" | "off",
  accepts: (name: string, hash: string) => boolean = () => false,
): { visible: Json[]; held: HeldTool[]; approved: Pins | undefined } {
  if (mode === "off") return { visible: [...fresh], held: [], approved };
  const visible: Json[] = [];
  const held: HeldTool[] = [];
  const pins = new Map(Object.entries(approved ?? {}));
  for (const definition of fresh) {
    const name = String(definition.name);
    const parts = judgedParts(definition);
    const fingerprint = sha256(canonicalJson(parts));
    const pin = pins.get(name);
    const known = pin?.hash === fingerprint;
    const isNew = !pin && (mode === "changed" || approved === undefined);
    if (known || isNew || accepts(name, fingerprint)) {
      visible.push(definition);
      // To the end: what was seen last is forgotten last.
      pins.delete(name);
      pins.set(name, known ? pin : { hash: fingerprint, definition: parts });
    } else {
      const reason = pin ? "changed" : "new";
      held.push({ name, reason, hash: fingerprint, diff: definitionDiff(pin?.definition ?? {}, parts) });
    }
  }
  return { visible, held, approved: Object.fromEntries([...pins].slice(-mostPins)) };
}
