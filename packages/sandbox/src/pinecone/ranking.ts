import { relevance } from "./embeddings.ts";
import { findModel, type Model } from "./models.ts";

export type Ranked<Row> = { row: Row; index: number; score: number };

/** Orders rows by how well their text answers the query. */
export function rank<Row>(
  query: string,
  rows: readonly Row[],
  textOf: (row: Row) => string,
  topN: number,
): Ranked<Row>[] {
  return rows
    .map((row, index) => ({ row, index, score: relevance(query, textOf(row)) }))
    .sort((left, right) => right.score - left.score)
    .slice(0, topN);
}

/** What is wrong with a request to rank, if anything: the planes word the same rules. */
export function rankProblem(
  model: unknown,
  fields: readonly string[],
  rows: readonly Readonly<Record<string, unknown>>[],
): string | undefined {
  const found: Model | undefined = findModel(model, "rerank");
  if (!found) return `Model '${String(model)}' is not supported for reranking`;
  if (rows.length > found.max_batch_size)
    return `Too many documents: ${found.model} takes at most ${found.max_batch_size}, got ${rows.length}`;
  if (fields.length !== 1 && found.model !== "cohere-rerank-3.5")
    return `Invalid number of rank fields: ${found.model} supports exactly 1`;
  const missing = fields.find((field) => rows.some((row) => row[field] === undefined));
  return missing === undefined ? undefined : `Document is missing the rank field '${missing}'`;
}
