import { dot } from "./embeddings.ts";
import type { Metric, Sparse } from "./state.ts";

export type Vectors = { values?: readonly number[] | undefined; sparse?: Sparse | undefined };

/** Pinecone's score: higher is nearer, but with euclidean it is the squared distance, where lower is nearer. */
export function score(metric: Metric, query: Vectors, record: Vectors): number | undefined {
  const dense = query.values && record.values ? denseScore(metric, query.values, record.values) : undefined;
  const sparse = query.sparse && record.sparse ? sparseDot(query.sparse, record.sparse) : undefined;
  // A sparse index finds only what shares a term with the query.
  if (dense === undefined) return sparse === 0 ? undefined : sparse;
  return Math.fround(dense + (sparse ?? 0));
}

function denseScore(metric: Metric, left: readonly number[], right: readonly number[]): number {
  if (metric === "dotproduct") return dot(left, right);
  if (metric === "cosine") return dot(left, right) / (Math.hypot(...left) * Math.hypot(...right) || 1);
  return left.reduce((sum, value, place) => sum + (value - (right[place] ?? 0)) ** 2, 0);
}

function sparseDot(left: Sparse, right: Sparse): number {
  const weights = new Map(left.indices.map((index, place) => [index, left.values[place] ?? 0]));
  return right.indices.reduce(
    (sum, index, place) => sum + (weights.get(index) ?? 0) * (right.values[place] ?? 0),
    0,
  );
}

export function nearestFirst(metric: Metric, left: number, right: number): number {
  return metric === "euclidean" ? left - right : right - left;
}
