import type { Found } from "./search-rows.ts";
import { askedWords, wordsOf } from "./words.ts";

/** How fast a place in a list loses weight: the eleventh counts half of the first. */
const placeHalves = 10;
/** Words in the title say more than a system's own order, which is made by other rules in each. */
const matchWeight = 2;
const aboutShare = 0.6;
const recencyWeight = 0.5;
const recencyHalvesMs = 60 * 86_400_000;

/**
 * Lists of several systems as one, best first: by the place in each list, the words of the question that are there, and
 * how new it is. What has the same address is one.
 */
export function merged(lists: readonly (readonly Found[])[], query: string, now: number): Found[] {
  const words = askedWords(query);
  const best = new Map<string, { found: Found; score: number }>();
  for (const list of lists) {
    for (const [place, found] of list.entries()) {
      const key = keyOf(found);
      const placed = placeHalves / (placeHalves + place);
      const known = best.get(key);
      if (known) known.score += placed;
      else best.set(key, { found, score: placed + worth(found, words, now) });
    }
  }
  return [...best.values()].sort((a, b) => b.score - a.score).map(({ found }) => found);
}

function keyOf({ url, system, kind, title }: Found): string {
  return url === undefined
    ? `${system} ${kind} ${title}`
    : url.replace(/^https?:\/\/(?:www\.)?/i, "").replace(/\/$/, "");
}

function worth({ title, about, updated }: Found, words: readonly string[], now: number): number {
  const inTitle = new Set(wordsOf(title));
  const inAbout = new Set(wordsOf(about));
  const said = words.reduce(
    (sum, word) => sum + (inTitle.has(word) ? 1 : inAbout.has(word) ? aboutShare : 0),
    0,
  );
  const match = words.length === 0 ? 0 : said / words.length;
  const recency = updated === undefined ? 0 : 2 ** (-Math.max(0, now - updated) / recencyHalvesMs);
  return match * matchWeight + recency * recencyWeight;
}
