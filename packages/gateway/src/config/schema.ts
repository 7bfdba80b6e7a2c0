import { nearest } from "@sophia-mcp/core/nearest";

/** The words of JSON Schema that the published schema uses; a test holds the two against each other. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

export type Path = readonly (string | number)[];

export interface Problem {
  path: Path;
  /** What is accepted there, and the known key that was most likely meant. */
  message: string;
  /** The key itself is wrong, not its value. */
  key?: boolean;
}

export type Plain = Readonly<Record<string, unknown>>;

export const isPlain = (value: unknown): value is Plain =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Everything that does not fit the schema, in the order of the file. */
export function problemsOf(
  value: unknown,
  schema: Schema,
  root: Schema = schema,
  path: Path = [],
): Problem[] {
  if (schema.$ref !== undefined) return problemsOf(value, definition(schema.$ref, root), root, path);
  if (schema.enum && !schema.enum.includes(value)) {
    return [{ path, message: `${shown(value)} is not accepted. Accepted: ${schema.enum.join(", ")}.` }];
  }
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length > 0 && !types.some((type) => isOf(type, value))) {
    const accepted = types.map((type) => typeWords[type] ?? type).join(" or ");
    return [{ path, message: `${shown(value)} is not accepted. Accepted: ${accepted}${range(schema)}.` }];
  }
  if (typeof value === "number") return within(value, schema, path);
  if (typeof value === "string") return fitting(value, schema, path);
  if (Array.isArray(value) && schema.items) {
    const { items } = schema;
    return value.flatMap((item, i) => problemsOf(item, items, root, [...path, i]));
  }
  return isPlain(value) ? inObject(value, schema, root, path) : [];
}

function inObject(value: Plain, schema: Schema, root: Schema, path: Path): Problem[] {
  const { properties = {}, additionalProperties = true, required = [] } = schema;
  const missing = required.filter((key) => !Object.hasOwn(value, key));
  const problems: Problem[] = missing.map((key) => ({ path, message: `"${key}" is missing.` }));
  for (const [key, item] of Object.entries(value)) {
    const own = Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
    const at = [...path, key];
    if (own === false)
      problems.push({ path: at, message: unknownKey(key, Object.keys(properties)), key: true });
    else if (typeof own === "object") problems.push(...problemsOf(item, own, root, at));
  }
  return problems;
}

function within(value: number, schema: Schema, path: Path): Problem[] {
  const { minimum = -Infinity, maximum = Infinity } = schema;
  if (value >= minimum && value <= maximum) return [];
  return [{ path, message: `${value} is not accepted. Accepted: a number${range(schema)}.` }];
}

function fitting(value: string, { minLength = 0, pattern }: Schema, path: Path): Problem[] {
  if (value.length < minLength) return [{ path, message: "is empty." }];
  if (pattern === undefined || new RegExp(pattern).test(value)) return [];
  return [{ path, message: `is not accepted. Accepted: text like ${pattern}.` }];
}

function definition(ref: string, root: Schema): Schema {
  const found = root.definitions?.[ref.replace("#/definitions/", "")];
  if (!found) throw new Error(`The configuration's schema has no ${ref}.`);
  return found;
}

const isOf = (type: string, value: unknown): boolean => {
  if (type === "object") return isPlain(value);
  if (type === "array") return Array.isArray(value);
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
};

const typeWords: Readonly<Record<string, string>> = {
  object: "an object",
  array: "a list",
  string: "text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
};

const range = ({ minimum, maximum }: Schema): string =>
  minimum === undefined ? "" : ` from ${minimum} to ${maximum}`;

/** A text may be a secret that stands in the wrong place: only what cannot be one is repeated. */
function shown(value: unknown): string {
  if (typeof value === "string") return value.length <= 12 ? `"${value}"` : "this text";
  if (Array.isArray(value)) return "a list";
  return value !== null && typeof value === "object" ? "an object" : String(value);
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  return `unknown key.${near ? ` Did you mean "${near}"?` : ""} Accepted: ${known.join(", ")}.`;
}
