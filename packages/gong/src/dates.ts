import { InputError } from "@sophia-mcp/core/errors";

const dayMs = 86_400_000;
const units: Readonly<Record<string, number>> = { h: 3_600_000, d: dayMs, w: 7 * dayMs };
const dayForm = /^\d{4}-\d{2}-\d{2}$/;

function unknownDate(key: string): never {
  throw new InputError(
    `"${key}" was not understood: pass 2026-11-30, 2026-11-30T09:00:00Z, or 12h, 7d, 4w ago.`,
  );
}

/** Milliseconds since 1970; days begin at midnight UTC, also those that lie some days back. */
function instant(key: string, given: string): number {
  const text = given.trim();
  const ago = /^(\d{1,4}) ?([hdw])$/.exec(text);
  if (ago) {
    const unit = units[ago[2] ?? ""] ?? dayMs;
    // Whole hours and days: a cursor of Gong's is good only with the very times that it came from.
    const step = Math.min(unit, dayMs);
    return Math.floor((Date.now() - Number(ago[1]) * unit) / step) * step;
  }
  const time = Date.parse(dayForm.test(text) ? `${text}T00:00:00Z` : text);
  return Number.isFinite(time) && /^\d{4}-\d{2}-\d{2}/.test(text) ? time : unknownDate(key);
}

const iso = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;

export interface Period {
  from: string;
  /** Inclusive; now when left out. */
  to?: string | undefined;
}

/**
 * A period as Gong's calls want it: two times, the end exclusive. A day as the end is a whole day.
 * @throws InputError when one is no date or the end is before the start
 */
export function timeSpan({ from, to }: Period): { fromDateTime: string; toDateTime?: string } {
  const start = instant("from", from);
  if (to === undefined) return { fromDateTime: iso(start) };
  const end = instant("to", to) + (dayForm.test(to.trim()) ? dayMs : 0);
  if (end <= start) throw new InputError('"to" is before "from".');
  return { fromDateTime: iso(start), toDateTime: iso(end) };
}

/**
 * A period as Gong's statistics want it: two days in the company's time zone, the end exclusive and not after today.
 * @throws InputError when one is no date or the end is before the start
 */
export function daySpan({ from, to }: Period): { fromDate: string; toDate: string } {
  const today = iso(Date.now()).slice(0, 10);
  const last = to === undefined ? today : iso(instant("to", to)).slice(0, 10);
  const fromDate = iso(instant("from", from)).slice(0, 10);
  const toDate = last === today ? today : iso(Date.parse(last) + dayMs).slice(0, 10);
  if (toDate <= fromDate) throw new InputError("The period holds no whole day: pass an earlier from.");
  return { fromDate, toDate };
}

/** Seconds into a call as people read them: 4:05, 1:02:09. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = String(rest).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

/** Gong sends times with the offsets of time zones; answers are UTC. */
export function utc(time: string | undefined): string | undefined {
  const read = Date.parse(time ?? "");
  return Number.isNaN(read) ? undefined : iso(read);
}
