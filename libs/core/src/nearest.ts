import { distance } from "fastest-levenshtein";

/** The known word that a misspelt one most likely meant, or none when all are far off. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const short = word.slice(0, 64).toLowerCase();
  let best: { word: string; distance: number } | undefined;
  for (const candidate of known) {
    const d = distance(short, candidate.toLowerCase());
    if (!best || d < best.distance) best = { word: candidate, distance: d };
  }
  return best && best.distance <= Math.max(2, Math.floor(short.length / 3)) ? best.word : undefined;
}
