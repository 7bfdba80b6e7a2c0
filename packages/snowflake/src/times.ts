import { moment } from "@sophia-mcp/core/times";

const minutes: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1440, w: 10_080 };

export interface Instant {
  /** SQL with one place for `bind`. */
  sql: string;
  bind: string | number;
}

/**
 * A moment from what people write: `6h` and `7d` count back from Snowflake's own clock, anything else is a date or
 * a time, which is UTC unless it names a zone.
 * @throws InputError that names the key
 */
export function instant(given: string, key: string): Instant {
  const text = given.trim();
  const relative = /^(\d{1,5})\s*([mhdw])( ago)?$/i.exec(text);
  const step = minutes[relative?.[2]?.toLowerCase() ?? ""];
  if (relative && step) {
    return { sql: "DATEADD('minute', ?, CURRENT_TIMESTAMP())", bind: -Number(relative[1]) * step };
  }
  return { sql: "TO_TIMESTAMP_LTZ(?)", bind: new Date(moment(key, text)).toISOString() };
}
