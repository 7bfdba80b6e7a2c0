import { refuseData } from "./errors.ts";
import type { Sparse } from "./state.ts";

export type Json = Readonly<Record<string, unknown>>;

export const asRecord = (value: unknown): Json | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : undefined;

export const asText = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const asTexts = (value: unknown): string[] => asList(value).map(String);

/** Undefined when there are none; refused when one of them is not a number. */
export function asNumbers(value: unknown, name: string): number[] | undefined {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return undefined;
  if (!Array.isArray(value) || value.some((item) => typeof item !== "number"))
    refuseData(400, `${name} must be a list of numbers`);
  return value as number[];
}

export function asSparse(value: unknown): Sparse | undefined {
  const given = asRecord(value);
  if (!given) return undefined;
  const indices = asNumbers(given["indices"], "indices") ?? [];
  const values = asNumbers(given["values"], "values") ?? [];
  if (indices.length === 0 || indices.length !== values.length)
    refuseData(400, "Sparse vector must contain at least one value, and as many indices as values");
  return { indices, values };
}
