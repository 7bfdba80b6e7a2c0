import { ConfigError } from "@sophia-mcp/core/errors";

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * A moment as a person names it, in milliseconds since 1970: `2026-11-21`, `2026-11-21T08:00`, or so long ago: `30m`.
 * @throws ConfigError that names the flag and what it accepts
 */
export function moment(flag: string, text: string, now: number): number {
  const [, count, unit = ""] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count !== undefined) return now - Number(count) * (units[unit] ?? 0);
  const at = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw new ConfigError(
    `${flag}: "${text.slice(0, 40)}" is not a time. Accepted: a date such as 2026-11-21 or 2026-11-21T08:00Z, or so long ago, such as 30m, 2h or 7d.`,
  );
}
