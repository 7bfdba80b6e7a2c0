import type { HubSpotApi } from "./api.ts";

const day = /^\d{4}-\d{2}-\d{2}$/;

export const isDay = (value: string): boolean => day.test(value);

/**
 * 8:00 of a day in the account's time zone, as HubSpot's own forms set it. A day that is sent as it is means midnight
 * UTC, which people west of Greenwich see as the day before.
 */
export async function morningOf(api: HubSpotApi, value: string): Promise<string> {
  const { timeZone } = await api.account();
  return new Date(instant(`${value}T08:00:00Z`, timeZone)).toISOString();
}

/** The milliseconds at which a day begins in the account's time zone, and the next one does. */
export async function daySpan(api: HubSpotApi, value: string): Promise<{ start: number; end: number }> {
  const { timeZone } = await api.account();
  const next = new Date(Date.parse(`${value}T00:00:00Z`) + 86_400_000).toISOString();
  return { start: instant(`${value}T00:00:00Z`, timeZone), end: instant(next, timeZone) };
}

/** When the clocks of a zone show what the text says as if it were UTC. */
function instant(wallTime: string, timeZone: string): number {
  const wall = Date.parse(wallTime);
  // The Swedish form is the ISO one. Looking twice finds the offset also on the day when the clocks change.
  const shown = (time: number) =>
    Date.parse(`${new Date(time).toLocaleString("sv-SE", { timeZone }).replace(" ", "T")}Z`);
  const near = wall - (shown(wall) - wall);
  return near - (shown(near) - wall);
}
