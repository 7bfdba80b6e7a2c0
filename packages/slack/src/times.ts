import { InputError } from "@sophia-mcp/core/errors";

const units: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400, w: 604_800 };

/**
 * Seconds since 1970 for "2026-11-30", "2026-11-30T09:00:00Z", "1d" or "90m" ago, or a message's ts.
 * @throws InputError that names the key and the accepted forms
 */
export function moment(key: string, given: string): string {
  const text = given.trim();
  if (/^\d{9,11}(\.\d{1,6})?$/.test(text)) return text;
  const ago = /^(\d{1,5}) ?([mhdw])$/.exec(text);
  const seconds = ago
    ? Date.now() / 1000 - Number(ago[1]) * (units[ago[2] ?? ""] ?? 0)
    : Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text) / 1000;
  if (!Number.isFinite(seconds)) {
    throw new InputError(
      `"${key}" was not understood: pass 2026-11-30, 2026-11-30T09:00:00Z, or 2h, 1d, 1w ago.`,
    );
  }
  return seconds.toFixed(6);
}

/** ISO 8601 in UTC, to the second, for seconds since 1970 or a ts. */
export const iso = (seconds: string | number): string =>
  `${new Date(Math.floor(Number(seconds)) * 1000).toISOString().slice(0, 19)}Z`;
