import { InputError } from "@sophia-mcp/core/errors";
import { iso, moment } from "@sophia-mcp/core/times";

const [hourMs, dayMs] = [3_600_000, 86_400_000];
const dayForm = /^\d{4}-\d{2}-\d{2}$/;

/** Milliseconds since 1970; days begin at midnight UTC, also those that lie some days back. */
function instant(key: string, given: string): number {
  const time = moment(key, given);
  const unit = /^\d+ ?([mhdw])/.exec(given.trim())?.[1];
  if (unit === undefined) return time;
  // Whole hours and days: a cursor of Gong's is good only with the very times that it came from.
  const step = unit === "d" || unit === "w" ? dayMs : hourMs;
  return Math.floor(time / step) * step;
}

export interface Period {
  since: string;
  /** Inclusive; now when left out. */
  until?: string | undefined;
}

/**
 * A period as Gong's calls want it: two times, the end exclusive. A day as the end is a whole day.
 * @throws InputError when one is no date or the end is before the start
 */
export function timeSpan({ since, until }: Period): { fromDateTime: string; toDateTime?: string } {
  const start = instant("since", since);
  if (until === undefined) return { fromDateTime: iso(start) };
  const end = instant("until", until) + (dayForm.test(until.trim()) ? dayMs : 0);
  if (end <= start) throw new InputError('"until" is before "since".');
  return { fromDateTime: iso(start), toDateTime: iso(end) };
}

/**
 * A period as Gong's statistics want it: two days in the company's time zone, the end exclusive and not after today.
 * @throws InputError when one is no date or the end is before the start
 */
export function daySpan({ since, until }: Period): { fromDate: string; toDate: string } {
  const today = iso(Date.now()).slice(0, 10);
  const last = until === undefined ? today : iso(instant("until", until)).slice(0, 10);
  const fromDate = iso(instant("since", since)).slice(0, 10);
  const toDate = last === today ? today : iso(Date.parse(last) + dayMs).slice(0, 10);
  if (toDate <= fromDate) throw new InputError('The period holds no whole day: pass an earlier "since".');
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
