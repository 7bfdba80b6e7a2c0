import { expect, test } from "vitest";
import { denseEmbedding, relevance, sparseEmbedding } from "./embeddings.ts";
import { score } from "./similarity.ts";

const near = (left: string, right: string) =>
  score("cosine", { values: denseEmbedding(left, 1024) }, { values: denseEmbedding(right, 1024) }) ?? 0;

test("texts that share words lie nearer than strangers, whatever their endings and order", () => {
  const text = "The night batch finished too late for the lorries";
  expect(near(text, text)).toBeCloseTo(1, 5);
  expect(near(text, "lorry waits for late nightly batches")).toBeGreaterThan(0.3);
  expect(near(text, "A new logo for the web store")).toBeLessThan(0.15);
  expect(relevance("late batch", text)).toBeGreaterThan(relevance("late batch", "A new logo"));
});

test("an embedding is a unit vector and the same in every run", () => {
  const values = denseEmbedding("Reservations in shops", 384);
  expect(Math.hypot(...values)).toBeCloseTo(1, 5);
  expect(denseEmbedding("Reservations in shops", 384)).toEqual(values);
  expect(sparseEmbedding("batch, batch and logo").tokens.sort()).toEqual(["batch", "logo"]);
});

test.each([
  ["cosine", 14 / 15],
  ["dotproduct", 14],
  ["euclidean", 6],
] as const)("%s", (metric, expected) => {
  expect(score(metric, { values: [2, 2, 1] }, { values: [4, 3, 0] })).toBeCloseTo(expected, 5);
});

test("sparse values count beside dense ones, and alone only where a term is shared", () => {
  const query = { values: [1, 0], sparse: { indices: [5], values: [2] } };
  expect(score("dotproduct", query, { values: [1, 1], sparse: { indices: [5, 6], values: [3, 1] } })).toBe(7);
  expect(
    score("dotproduct", { sparse: query.sparse }, { sparse: { indices: [6], values: [1] } }),
  ).toBeUndefined();
});
