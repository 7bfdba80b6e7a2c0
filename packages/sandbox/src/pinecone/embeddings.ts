import type { Sparse } from "./state.ts";

/*
 * Stands in for Pinecone's hosted models: the same text always gives the same vector, and texts that share words, word
 * pairs or parts of words lie near each other. Nothing is learnt, so synonyms are strangers to it.
 */

const STOP_WORDS = new Set(
  "a an and are as at be but by can do does for from had has have he how i if in into is it its me my no not of on or our she so than that the their them there they this to up us was we were what when where which who why will with would you your".split(
    " ",
  ),
);

const known = new Map<string, readonly (readonly [feature: string, weight: number])[]>();

/** Words without endings and stop words, in their order. */
export function wordsOf(text: string): string[] {
  const words =
    text
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.filter((word) => !STOP_WORDS.has(word)).map(stem);
}

function stem(word: string): string {
  if (word.length < 5) return word;
  return word.replace(/(?:ations?|ings?|ments?|ers?|ies|ed|es|s|y)$/, "");
}

/** Features with their weights: words count most, pairs and parts of words keep near misses near. */
function featuresOf(text: string): readonly (readonly [string, number])[] {
  const found = known.get(text);
  if (found) return found;
  const words = wordsOf(text);
  const counts = new Map<string, number>();
  const add = (feature: string, weight: number) => counts.set(feature, (counts.get(feature) ?? 0) + weight);
  words.forEach((word, place) => {
    add(word, 1);
    const next = words[place + 1];
    if (next !== undefined) add(`${word} ${next}`, 0.5);
    for (let start = 0; start + 4 <= word.length; start += 1) add(`~${word.slice(start, start + 4)}`, 0.25);
  });
  const features = [...counts].map(([feature, weight]) => [feature, Math.log1p(weight)] as const);
  // Tests start many sandboxes in one process, all with the same texts.
  if (known.size > 5000) known.clear();
  known.set(text, features);
  return features;
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let place = 0; place < text.length; place += 1) {
    value = Math.imul(value ^ text.charCodeAt(place), 0x01000193);
  }
  return (value ^ (value >>> 15)) >>> 0;
}

/** A unit vector, in the precision in which Pinecone keeps it. */
export function denseEmbedding(text: string, dimension: number): number[] {
  const values = Array.from({ length: dimension }, () => 0);
  for (const [feature, weight] of featuresOf(text)) {
    const place = hash(feature);
    const slot = place % dimension;
    values[slot] = (values[slot] ?? 0) + ((place >>> 16) & 1 ? weight : -weight);
  }
  const length = Math.hypot(...values) || 1;
  return values.map((value) => Math.fround(value / length));
}

export function sparseEmbedding(text: string): Sparse & { tokens: string[] } {
  const counts = new Map<string, number>();
  for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const words = [...counts].sort(([left], [right]) => hash(left) - hash(right));
  return {
    indices: words.map(([word]) => hash(word)),
    values: words.map(([, count]) => Math.fround(1 + Math.log(count))),
    tokens: words.map(([word]) => word),
  };
}

/** How well a text answers a query, from 0 to 1: shared words first, then nearness. */
export function relevance(query: string, text: string): number {
  const asked = new Set(wordsOf(query));
  const present = new Set(wordsOf(text));
  const shared = [...asked].filter((word) => present.has(word)).length / Math.max(1, asked.size);
  const near = dot(denseEmbedding(query, 512), denseEmbedding(text, 512));
  return Math.min(0.9999, Math.max(0.0001, 0.7 * shared + 0.3 * Math.max(0, near)));
}

export function dot(left: readonly number[], right: readonly number[]): number {
  let sum = 0;
  for (let place = 0; place < left.length; place += 1) sum += (left[place] ?? 0) * (right[place] ?? 0);
  return sum;
}

/** As hosted models count: about four characters each. */
export const tokensIn = (texts: readonly string[]): number =>
  texts.reduce((sum, text) => sum + Math.ceil(text.length / 4), 0);
