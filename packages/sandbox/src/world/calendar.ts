const DAY = 86_400_000;

/** Days relative to the sandbox's "now"; negative is the past. Times are UTC. */
export type Calendar = {
  now: Date;
  /** ISO date, such as 2026-03-31. */
  date(day: number): string;
  /** ISO date and time. */
  at(day: number, hour?: number, minute?: number): string;
};

export function createCalendar(now: Date): Calendar {
  const midnight = Math.floor(now.getTime() / DAY) * DAY;
  const at = (day: number, hour = 9, minute = 0) =>
    new Date(midnight + day * DAY + hour * 3_600_000 + minute * 60_000).toISOString();
  return { now, at, date: (day) => at(day).slice(0, 10) };
}

export function addSeconds(iso: string, seconds: number): string {
  return new Date(Date.parse(iso) + seconds * 1000).toISOString();
}
