import { InputError } from "@sophia-mcp/core/errors";

/**
 * A value of CEL as JSON: times in ISO 8601, durations in seconds, whole numbers as numbers where those are exact and as
 * text beyond. undefined for an optional that is empty.
 */
export function toJson(value: unknown): unknown {
  if (typeof value === "bigint") return exact(value);
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((item) => toJson(item) ?? null);
  if (value instanceof Date) return value.toISOString().replace(".000Z", "Z");
  // The library's unsigned numbers and durations, whose classes it does not export.
  const plain: unknown = value.valueOf();
  if (typeof plain === "bigint") return exact(plain);
  if (typeof plain === "number") return plain / 1000;
  if (value instanceof Set) return [...value].map((item) => toJson(item) ?? null);
  if (isOptional(value)) return value.hasValue() ? toJson(value.value()) : undefined;
  const entries = value instanceof Map ? [...value] : plainEntries(value);
  return Object.fromEntries(
    entries
      .map(([key, item]) => [String(key), toJson(item)] as const)
      .filter(([, item]) => item !== undefined),
  );
}

const exact = (value: bigint): number | string =>
  Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();

interface Optional {
  hasValue(): boolean;
  value(): unknown;
}

const isOptional = (value: object): value is Optional =>
  "hasValue" in value && typeof value.hasValue === "function" && "orValue" in value;

function plainEntries(value: object): [string, unknown][] {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return Object.entries(value);
  throw new InputError("An expression must be text, a number, true or false, a list, a map or null.");
}
