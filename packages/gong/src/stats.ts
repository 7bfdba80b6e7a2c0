import { z } from "zod";

/** One user's numbers in one period. */
export const statsShape = z.object({
  user: z.string(),
  from: z.string().optional(),
  until: z.string().optional(),
  stats: z.record(z.string(), z.number()),
});

export type StatsRow = z.output<typeof statsShape>;

/** Gong's names of numbers, such as callsAsHost or "Talk Ratio", as keys of ours: calls_as_host, talk_ratio. */
export const keyOf = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toLowerCase();

/** Rows as one table: columns that are zero for everybody are left out. */
export function statsColumns(rows: readonly StatsRow[]): {
  rows: Record<string, string | number | undefined>[];
  columns: string[];
} {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row.stats)))];
  const used = names.filter((name) => rows.some((row) => (row.stats[name] ?? 0) !== 0));
  return {
    rows: rows.map(({ user, from, until, stats }) => ({ user, from, until, ...stats })),
    columns: ["user", "from", "until", ...used],
  };
}
