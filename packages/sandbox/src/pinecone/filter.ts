import { asRecord } from "./json.ts";
import type { Metadata } from "./state.ts";

/** Thrown for a filter that Pinecone does not understand; the caller words it for its plane. */
export class FilterProblem extends Error {}

type Test = (metadata: Metadata) => boolean;
type Value = Metadata[string] | undefined;

const COMPARISONS: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  $gt: (value, limit) => value > limit,
  $gte: (value, limit) => value >= limit,
  $lt: (value, limit) => value < limit,
  $lte: (value, limit) => value <= limit,
};

/**
 * Pinecone's filter language: fields are joined by and; a list matches when one of its members does.
 * @see https://docs.pinecone.io/guides/search/filter-by-metadata
 * @throws FilterProblem
 */
export function compileFilter(filter: unknown): Test {
  if (filter === undefined || filter === null) return () => true;
  const fields = asRecord(filter);
  if (!fields) throw new FilterProblem("filter must be an object");
  const tests = Object.entries(fields).map(([key, value]) =>
    key === "$and" || key === "$or" ? joined(key, value) : fieldTest(key, value),
  );
  return (metadata) => tests.every((test) => test(metadata));
}

function joined(operator: "$and" | "$or", value: unknown): Test {
  if (!Array.isArray(value) || value.length === 0)
    throw new FilterProblem(`${operator} operator must be followed by a list of filters`);
  const tests = value.map(compileFilter);
  return operator === "$and"
    ? (metadata) => tests.every((test) => test(metadata))
    : (metadata) => tests.some((test) => test(metadata));
}

function fieldTest(field: string, condition: unknown): Test {
  if (field.startsWith("$"))
    throw new FilterProblem(`the top-level operator ${field} is not supported; use $and or $or`);
  const operators = asRecord(condition);
  const tests = Object.entries(operators ?? { $eq: condition }).map(([operator, operand]) =>
    operatorTest(field, operator, operand),
  );
  return (metadata) => tests.every((test) => test(metadata[field]));
}

function operatorTest(field: string, operator: string, operand: unknown): (value: Value) => boolean {
  const compare = COMPARISONS[operator];
  if (compare) {
    if (typeof operand !== "number")
      throw new FilterProblem(
        `the ${operator} operator must be followed by a number, got ${show(operand)} instead`,
      );
    return (value) => typeof value === "number" && compare(value, operand);
  }
  switch (operator) {
    case "$eq":
      return equals(operator, operand);
    case "$ne": {
      const same = equals(operator, operand);
      return (value) => !same(value);
    }
    case "$in":
      return within(operator, operand);
    case "$nin": {
      const inside = within(operator, operand);
      return (value) => !inside(value);
    }
    case "$exists":
      if (typeof operand !== "boolean")
        throw new FilterProblem(
          `the $exists operator must be followed by a boolean, got ${show(operand)} instead`,
        );
      return (value) => (value !== undefined) === operand;
    default:
      throw new FilterProblem(`${operator} is not a valid operator for field ${field}`);
  }
}

function equals(operator: string, operand: unknown): (value: Value) => boolean {
  if (!["string", "number", "boolean"].includes(typeof operand))
    throw new FilterProblem(
      `the ${operator} operator must be followed by a string, boolean, or number, got ${show(operand)} instead`,
    );
  return (value) => (Array.isArray(value) ? value.some((item) => item === operand) : value === operand);
}

function within(operator: string, operand: unknown): (value: Value) => boolean {
  if (!Array.isArray(operand))
    throw new FilterProblem(
      `the ${operator} operator must be followed by a list, got ${show(operand)} instead`,
    );
  const tests = operand.map((item) => equals(operator, item));
  return (value) => tests.some((test) => test(value));
}

const show = (value: unknown): string => JSON.stringify(value) ?? "nothing";
