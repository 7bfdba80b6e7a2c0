import { z } from "zod";
import { InputError } from "./errors.ts";
import { nearest } from "./nearest.ts";

export interface JsonSchema {
  type?: string;
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  required?: string[];
  enum?: unknown[];
  default?: unknown;
  description?: string;
  additionalProperties?: boolean | JsonSchema;
  [key: string]: unknown;
}

/** The schema that clients see for arguments. Unknown keys are refused, and the schema says so. */
export function inputSchema(input: z.ZodObject): JsonSchema {
  const schema = z.toJSONSchema(input.strict(), { io: "input" }) as JsonSchema;
  return tidy(schema);
}

/** The schema of structured content. `notice` is added to every answer that had to be cut. */
export function outputSchema(output: z.ZodObject): JsonSchema {
  const withNotice = output.extend({ notice: z.string().optional() });
  return open(tidy(z.toJSONSchema(withNotice, { io: "output" }) as JsonSchema));
}

/** Drops what costs tokens and tells a model nothing. */
function tidy(schema: JsonSchema): JsonSchema {
  const { $schema: _dialect, ...rest } = schema;
  for (const key of ["properties"] as const) {
    const properties = rest[key];
    if (properties) rest[key] = Object.fromEntries(Object.entries(properties).map(([k, v]) => [k, tidy(v)]));
  }
  if (rest.items) rest.items = tidy(rest.items);
  // zod bounds every integer by the safe range, which no reader needs to see.
  if (rest.maximum === Number.MAX_SAFE_INTEGER) delete rest.maximum;
  if (rest.minimum === Number.MIN_SAFE_INTEGER) delete rest.minimum;
  if (rest.propertyNames) delete rest.propertyNames;
  return rest;
}

/** Answers may gain fields in a later version: a client that cached this schema must not refuse them. */
function open(schema: JsonSchema): JsonSchema {
  const rest = { ...schema };
  if (rest.additionalProperties === false) delete rest.additionalProperties;
  if (rest.properties) {
    rest.properties = Object.fromEntries(Object.entries(rest.properties).map(([k, v]) => [k, open(v)]));
  }
  if (rest.items) rest.items = open(rest.items);
  return rest;
}

/**
 * Validates arguments against the tool's input.
 * @throws InputError that names each key that is wrong, with the nearest known key for an unknown one
 */
export function parseInput<Input extends z.ZodObject>(
  tool: string,
  input: Input,
  schema: JsonSchema,
  args: unknown,
): z.output<Input> {
  if (args !== undefined && (typeof args !== "object" || args === null || Array.isArray(args))) {
    throw new InputError(`${tool}: arguments must be an object.`);
  }
  const parsed = input.strict().safeParse(coerce(schema, (args ?? {}) as Record<string, unknown>));
  if (parsed.success) return parsed.data as z.output<Input>;
  const known = Object.keys(schema.properties ?? {});
  const problems = parsed.error.issues.flatMap((issue) => problem(issue, known, schema));
  throw new InputError(`${tool}: ${problems.slice(0, 8).join("; ")}.`);
}

/** Some clients send objects, lists, numbers and booleans as JSON text. Where the schema wants those, the text is read. */
function coerce(schema: JsonSchema, args: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(args).map(([key, value]) => {
    const type = Object.hasOwn(schema.properties ?? {}, key) ? schema.properties?.[key]?.type : undefined;
    return [key, coerceValue(type, value)] as const;
  });
  // A null-prototype target keeps a "__proto__" key an ordinary, unknown key.
  const target = Object.create(null) as Record<string, unknown>;
  for (const [key, value] of entries) target[key] = value;
  return target;
}

function coerceValue(type: string | undefined, value: unknown): unknown {
  if (typeof value !== "string" || type === undefined || type === "string") return value;
  if (type === "array" && !value.trimStart().startsWith("[")) return value === "" ? value : [value];
  try {
    const read: unknown = JSON.parse(value);
    const fits =
      type === "array"
        ? Array.isArray(read)
        : type === "integer" || type === "number"
          ? typeof read === "number"
          : typeof read === type;
    return fits ? read : value;
  } catch {
    return value;
  }
}

function problem(issue: z.core.$ZodIssue, known: readonly string[], schema: JsonSchema): string[] {
  const path = issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const near = path === "" ? nearest(key, known) : undefined;
      const hint = near
        ? `; did you mean "${near}"?`
        : path === ""
          ? `; known: ${known.join(", ") || "none"}`
          : "";
      return `unknown key "${path ? `${path}.` : ""}${key}"${hint}`;
    });
  }
  if (issue.code === "invalid_type" && issue.message.endsWith("received undefined")) {
    const description = schema.properties?.[path]?.description;
    return [`"${path}" is missing${description ? ` (${description})` : ""}`];
  }
  if (issue.code === "invalid_value") {
    return [`"${path}" must be one of ${issue.values.map(String).join(", ")}`];
  }
  return [path ? `"${path}": ${issue.message}` : issue.message];
}
