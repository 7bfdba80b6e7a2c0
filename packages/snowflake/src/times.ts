import { InputError } from "@sophia-mcp/core/errors";

const minutes: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1440, w: 10_080 };

export interface Instant {
  /** SQL with one place for `bind`. */
  sql: string;
  bind: string | number;
}

/**
 * A moment from what people write: `6h` and `7d` count back from Snowflake's own clock, anything else is a date or time.
 * @throws InputError that names the key
 */
export function instant(given: string, key: string): Instant {
  const text = given.trim();
  const relative = /^(\d{1,5})\s*([mhdw])$/i.exec(text);
  const step = minutes[relative?.[2]?.toLowerCase() ?? ""];
  if (relative && step) {
    return { sql: "DATEADD('minute', ?, CURRENT_TIMESTAMP())", bind: -Number(relative[1]) * step };
  }
  const time = /^\d{4}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(time)) return { sql: "TO_TIMESTAMP_LTZ(?)", bind: new Date(time).toISOString() };
  throw new InputError(
    `"${key}" must be like 30m, 6h, 7d, or an ISO date or time such as 2026-01-31T09:00:00Z.`,
  );
}
