export interface Spread {
  min: number;
  median: number;
  p95: number;
  max: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { min: at(0), median: at(0.5), p95: at(0.95), max: sorted.at(-1) ?? 0 };
}

export const round = (value: number, digits = 1): number => Number(value.toFixed(digits));
