import { invalidInput } from "./errors.ts";
import { type Entity, type LinearState, textOf } from "./state.ts";
import { fieldOf, isEntity, type Reader, type Value } from "./relations.ts";

type Filter = Readonly<Record<string, unknown>>;

const isFilter = (value: unknown): value is Filter =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const asFilters = (value: unknown): Filter[] => (Array.isArray(value) ? value.filter(isFilter) : []);

/** Whether a record passes a filter as Linear reads it: all keys hold together, `or` lists alternatives. */
export function passes(reader: Reader, entity: Entity, filter: Filter | null | undefined): boolean {
  return Object.entries(filter ?? {}).every(([key, wanted]) => {
    if (wanted === undefined || wanted === null) return true;
    if (key === "and") return asFilters(wanted).every((part) => passes(reader, entity, part));
    if (key === "or") return asFilters(wanted).some((part) => passes(reader, entity, part));
    if (key === "null") return wanted === false;
    return isFilter(wanted) && holds(reader, fieldOf(reader, entity, key), wanted);
  });
}

function holds(reader: Reader, value: Value, wanted: Filter): boolean {
  if (Array.isArray(value) && value.every(isEntity)) return collectionHolds(reader, value, wanted);
  if (isEntity(value)) return passes(reader, value, wanted);
  if (value === undefined || value === null) return absent(wanted);
  return compared(reader.state, value as string | number | boolean, wanted);
}

/** What a missing value satisfies: `null: true`, by itself or as one of the alternatives. */
function absent(wanted: Filter): boolean {
  if (wanted["null"] === true) return true;
  if (Array.isArray(wanted["or"])) return asFilters(wanted["or"]).some(absent);
  return false;
}

/** Keys without `some` or `every` mean that some record passes. */
function collectionHolds(reader: Reader, values: readonly Entity[], wanted: Filter): boolean {
  const { some, every, length, null: none, and, or, ...plain } = wanted;
  const passing = (filter: unknown) => (value: Entity) => passes(reader, value, filter as Filter);
  return (
    (!isFilter(some) || values.some(passing(some))) &&
    (!isFilter(every) || values.every(passing(every))) &&
    (!isFilter(length) || compared(reader.state, values.length, length)) &&
    (none === undefined || none === null || none === (values.length === 0)) &&
    (!Array.isArray(and) || asFilters(and).every((part) => collectionHolds(reader, values, part))) &&
    (!Array.isArray(or) || asFilters(or).some((part) => collectionHolds(reader, values, part))) &&
    (Object.keys(plain).length === 0 || values.some(passing(plain)))
  );
}

type Scalar = string | number | boolean;
type Operator = (held: string, given: string) => boolean;

const fold = (text: string): string => text.toLowerCase();
const plain = (text: string): string => fold(text.normalize("NFD").replace(/\p{Diacritic}/gu, ""));
const texts: Readonly<Record<string, Operator>> = {
  eqIgnoreCase: (held, given) => fold(held) === fold(given),
  neqIgnoreCase: (held, given) => fold(held) !== fold(given),
  contains: (held, given) => held.includes(given),
  notContains: (held, given) => !held.includes(given),
  containsIgnoreCase: (held, given) => fold(held).includes(fold(given)),
  notContainsIgnoreCase: (held, given) => !fold(held).includes(fold(given)),
  containsIgnoreCaseAndAccent: (held, given) => plain(held).includes(plain(given)),
  startsWith: (held, given) => held.startsWith(given),
  startsWithIgnoreCase: (held, given) => fold(held).startsWith(fold(given)),
  notStartsWith: (held, given) => !held.startsWith(given),
  endsWith: (held, given) => held.endsWith(given),
  notEndsWith: (held, given) => !held.endsWith(given),
};

function compared(state: LinearState, held: Scalar, wanted: Filter): boolean {
  return Object.entries(wanted).every(([operator, given]) => {
    if (given === undefined || given === null) return true;
    switch (operator) {
      case "null":
        return given === false;
      case "and":
        return asFilters(given).every((part) => compared(state, held, part));
      case "or":
        return asFilters(given).some((part) => compared(state, held, part));
      case "eq":
        return compare(state, held, given) === 0;
      case "neq":
        return compare(state, held, given) !== 0;
      case "in":
        return (given as unknown[]).some((other) => compare(state, held, other) === 0);
      case "nin":
        return (given as unknown[]).every((other) => compare(state, held, other) !== 0);
      case "gt":
        return compare(state, held, given) > 0;
      case "gte":
        return compare(state, held, given) >= 0;
      case "lt":
        return compare(state, held, given) < 0;
      case "lte":
        return compare(state, held, given) <= 0;
      default:
        return texts[operator]?.(String(held), textOf(given)) ?? false;
    }
  });
}

const DATE = /^\d{4}-\d{2}-\d{2}(T|$)/;

function compare(state: LinearState, held: Scalar, given: unknown): number {
  if (typeof held === "string" && DATE.test(held))
    return sign(Date.parse(held), instant(state, textOf(given)));
  return sign(held, given as Scalar);
}

const sign = <T extends Scalar>(left: T, right: T): number => (left === right ? 0 : left < right ? -1 : 1);

const DURATION = /^(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** A date, a shortened one such as `2026`, or a duration from now such as `-P2W1D`. */
function instant(state: LinearState, given: string): number {
  const duration = DURATION.exec(given);
  if (!duration || given.length < 3) {
    const time = Date.parse(given);
    return Number.isNaN(time) ? invalidInput(`${given} is not a valid date`) : time;
  }
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = duration
    .slice(2)
    .map((part) => Number(part ?? 0));
  const direction = duration[1] === "-" ? -1 : 1;
  const date = new Date(state.clock);
  date.setUTCMonth(date.getUTCMonth() + direction * (years * 12 + months));
  return (
    date.getTime() + direction * ((weeks * 7 + days) * 86_400 + hours * 3600 + minutes * 60 + seconds) * 1000
  );
}
