import { iso as isoOf, moment as momentOf } from "@sophia-mcp/core/times";

/**
 * A time as Slack's histories take it: seconds since 1970 with six decimals. Takes a message's ts too.
 * @throws InputError that names the key and the accepted forms
 */
export function moment(key: string, given: string): string {
  const text = given.trim();
  return /^\d{9,11}(\.\d{1,6})?$/.test(text) ? text : (momentOf(key, text) / 1000).toFixed(6);
}

/** ISO 8601 in UTC, to the second, for seconds since 1970 or a ts. */
export const iso = (seconds: string | number): string => isoOf(Number(seconds) * 1000);
