import type {
  SparseValues,
  Vector,
} from "@pinecone-database/pinecone/dist/pinecone-generated-ts-fetch/db_data/models/index.js";
import { table } from "@sophia-mcp/core/render";
import { z } from "zod";

/** A record's text and metadata under one roof: for Pinecone both are fields. */
export const recordShape = z.object({
  id: z.string(),
  score: z.number().optional(),
  fields: z.record(z.string(), z.unknown()),
});

export type ShownRecord = z.output<typeof recordShape>;

/** Five digits tell two scores apart; the rest is noise of floating point. */
export const rounded = (score: number): number => Number(score.toPrecision(5));

type Row = ShownRecord & { index?: string; namespace?: string };

/**
 * Records as rows; as blocks where a text has lines of its own or the records come from several indexes, whose fields
 * differ. Of an empty answer most often the namespace was the cause.
 */
export function recordText(records: readonly Row[]): string {
  if (records.length === 0)
    return "No record fits. If the namespace was another one: pinecone_list_namespaces names them.";
  const lines = records.some(({ fields }) => Object.values(fields).some(isLong));
  return lines || records.some(({ index }) => index !== undefined)
    ? records.map(block).join("\n\n")
    : recordTable(records);
}

const isLong = (value: unknown): boolean => typeof value === "string" && value.trim().includes("\n");

function block({ id, fields, score, index, namespace, ...vector }: Row): string {
  const place = index === undefined ? "" : ` in ${index}/${namespace}`;
  const all = Object.entries({ ...fields, ...vector });
  const short = all.filter(([, value]) => !isLong(value)).map(([name, value]) => `${name}: ${cell(value)}`);
  const long = all
    .filter(([, value]) => isLong(value))
    .map(([name, value]) => `${name}:\n${cell(value).trim()}`);
  return [`# ${id}${place}${score === undefined ? "" : `, score ${score}`}`, ...short, ...long].join("\n");
}

/** Id, score, then the fields in the order in which they first appear. */
function recordTable(records: readonly Row[]): string {
  const columns = [...new Set(records.flatMap((record) => Object.keys(record.fields)))];
  const rows = records.map(({ fields, ...own }) => ({ ...cells(fields), ...cells(own) }));
  const vectors = Object.keys(vectorShape);
  return table<Record<string, string>>(rows, ["score", "id", ...columns, ...vectors]);
}

function cells(fields: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, cell(value)]));
}

const cell = (value: unknown): string =>
  typeof value === "string" ? value : Array.isArray(value) ? value.join(", ") : (JSON.stringify(value) ?? "");

/** The numbers of a vector cost a model much and tell it little: the first few show that they are there. */
export const fewValues = 5;

export const vectorShape = {
  dimension: z.int().optional(),
  values: z.array(z.number()).optional(),
  sparse_indices: z.array(z.number()).optional(),
  sparse_values: z.array(z.number()).optional(),
};

export function shownVector(
  { values = [], sparseValues }: Pick<Vector, "values" | "sparseValues">,
  whole: boolean,
) {
  const cut = (numbers: readonly number[]) => (whole ? [...numbers] : numbers.slice(0, fewValues));
  return {
    ...(values.length > 0 ? { dimension: values.length, values: cut(values) } : {}),
    ...(sparseValues ? sparse(sparseValues, cut) : {}),
  };
}

const sparse = ({ indices, values }: SparseValues, cut: (numbers: readonly number[]) => number[]) => ({
  sparse_indices: cut(indices),
  sparse_values: cut(values),
});
