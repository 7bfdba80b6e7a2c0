import { InputError } from "./errors.ts";

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const day = /^\d{4}-\d{2}-\d{2}$/;
const zone = /(Z|[+-]\d{2}:?\d{2})$/i;

/** How the description of a key says what `moment` takes. */
export const momentForms = "2026-11-30, a time, or 2h, 1d, 1w ago";

/**
 * Milliseconds since 1970 for a day, which begins at midnight UTC, a time, which is UTC unless it names a zone, or a
 * span back from now such as 90m, 2h, 1d, 1w.
 * @throws InputError that names the key and the accepted forms
 */
export function moment(key: string, given: string): number {
  const text = given.trim();
  const [, count, unit = ""] = /^(\d{1,5}) ?([mhdw])( ago)?$/.exec(text) ?? [];
  if (count !== undefined) return Date.now() - Number(count) * (units[unit] ?? 0);
  const time = Date.parse(day.test(text) || zone.test(text) ? text : `${text}Z`);
  // Date.parse alone takes "5" for a month.
  if (/^\d{4}-\d{2}-\d{2}/.test(text) && Number.isFinite(time)) return time;
  throw new InputError(
    `"${key}" was not understood: pass 2026-11-30, 2026-11-30T09:00:00Z, or 2h, 1d, 1w ago.`,
  );
}

/** ISO 8601 in UTC, to the second. */
export const iso = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
