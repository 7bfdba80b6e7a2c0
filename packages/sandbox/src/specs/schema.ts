import { isNode, type Library, lookUp, type Node } from "./load.ts";

export type Mode = {
  /** Objects take no other keys than those described; for requests. */
  closed: boolean;
  /** Required fields may be missing; for answers of vendors whose description demands too much. */
  loose: boolean;
};

type Context = { library: Library; mode: Mode; defs: Node; names: Map<string, string> };

const CHILDREN = ["items", "additionalProperties", "not", "contains", "propertyNames"];
const MAPS = ["properties", "patternProperties"];
const LISTS = ["allOf", "anyOf", "oneOf", "prefixItems"];
const DROPPED = new Set([
  "example",
  "examples",
  "xml",
  "externalDocs",
  "discriminator",
  "deprecated",
  "readOnly",
  "writeOnly",
  "default",
  "$id",
  "$schema",
]);

/** Makes one self-contained JSON Schema (2020-12) of a schema of OpenAPI 3.0 or 3.1 and all that it refers to. */
export function toJsonSchema(library: Library, file: string, schema: unknown, mode: Mode): Node {
  const context: Context = { library, mode, defs: {}, names: new Map() };
  const root = convert(context, file, schema, mode.closed);
  return { ...(isNode(root) ? root : {}), $defs: context.defs };
}

function convert(context: Context, file: string, schema: unknown, closed: boolean): unknown {
  if (!isNode(schema)) return schema;
  if (typeof schema["$ref"] === "string") return reference(context, file, schema["$ref"], closed);
  const kinds = closed ? subtypes(schema) : [];
  if (kinds.length > 0) return { anyOf: kinds.map((ref) => reference(context, file, ref, true)) };
  const made: Node = {};
  for (const [key, value] of Object.entries(schema)) {
    if (!DROPPED.has(key) && !key.startsWith("x-")) made[key] = value;
  }
  // What is described in parts is closed as a whole; a part alone would refuse the other parts' keys.
  const inParts = LISTS.some((key) => key !== "prefixItems" && Array.isArray(schema[key]));
  const ownKeys = isNode(schema["properties"]);
  for (const key of CHILDREN)
    if (isNode(made[key])) made[key] = convert(context, file, made[key], context.mode.closed);
  for (const key of MAPS)
    if (isNode(made[key]))
      made[key] = mapValues(made[key], (value) => convert(context, file, value, context.mode.closed));
  for (const key of LISTS) {
    const list = made[key];
    const openParts = key !== "prefixItems" && (key === "allOf" || ownKeys || Array.isArray(schema["allOf"]));
    if (Array.isArray(list))
      made[key] = list.map((part) => convert(context, file, part, closed && !openParts));
  }
  if (
    closed &&
    (ownKeys || (inParts && Array.isArray(schema["allOf"]))) &&
    schema["additionalProperties"] === undefined
  ) {
    made["unevaluatedProperties"] = false;
  }
  if (!context.mode.closed && made["additionalProperties"] === false) delete made["additionalProperties"];
  if (context.mode.loose) delete made["required"];
  // Open objects let more than one choice match.
  if (!context.mode.closed && Array.isArray(made["oneOf"]) && made["anyOf"] === undefined) {
    made["anyOf"] = made["oneOf"];
    delete made["oneOf"];
  }
  return fromOpenApi30(made);
}

/** A schema that names its subtypes by a discriminator alone: a value is one of them, with that one's keys. */
function subtypes(schema: Node): string[] {
  const { discriminator } = schema;
  const mapping = isNode(discriminator) ? discriminator["mapping"] : undefined;
  if (!isNode(mapping) || LISTS.some((key) => key in schema)) return [];
  return Object.values(mapping).filter((ref) => typeof ref === "string");
}

function reference(context: Context, file: string, ref: string, closed: boolean): Node {
  const place = lookUp(context.library, file, ref);
  const key = `${place.file}#${ref.split("#")[1] ?? ""}${closed ? "!" : ""}`;
  let name = context.names.get(key);
  if (name === undefined) {
    name = `d${context.names.size}`;
    context.names.set(key, name);
    context.defs[name] = convert(context, place.file, place.node, closed);
  }
  return { $ref: `#/$defs/${name}` };
}

/** `nullable` and boolean exclusive bounds are words of OpenAPI 3.0 only. */
function fromOpenApi30(schema: Node): Node {
  const { nullable, ...rest } = schema;
  for (const [flag, bound] of [
    ["exclusiveMinimum", "minimum"],
    ["exclusiveMaximum", "maximum"],
  ] as const) {
    if (typeof rest[flag] !== "boolean") continue;
    if (rest[flag]) {
      rest[flag] = rest[bound];
      delete rest[bound];
    } else {
      delete rest[flag];
    }
  }
  return nullable === true ? { anyOf: [rest, { type: "null" }] } : rest;
}

function mapValues(node: Node, change: (value: unknown) => unknown): Node {
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, change(value)]));
}
