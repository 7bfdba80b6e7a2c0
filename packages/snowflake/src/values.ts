import type { DriverColumn } from "./driver.ts";

/** A value as answers show it: numbers where JavaScript holds them exactly, otherwise text. */
export type Cell = string | number | boolean | null;

export interface Column {
  name: string;
  type: string;
}

export const columnOf = (column: DriverColumn): Column => ({
  name: column.getName(),
  type: column.getType().toLowerCase(),
});

/**
 * A value as it travels: always text, dates as days and times as seconds since 1970. Times with a zone become UTC; those
 * without one stay as they are, without the `Z`. Semi-structured values are made compact. What cannot be read stays text.
 */
export function cellOf(raw: string | null, { type }: Column): Cell {
  if (raw === null) return null;
  switch (type) {
    case "fixed":
      // A double holds fifteen digits, NUMBER up to 38.
      return raw.replace(/\D/g, "").length <= 15 ? Number(raw) : raw;
    case "real":
      return Number.isFinite(Number(raw)) ? Number(raw) : raw;
    case "boolean":
      return raw === "1" || raw.toLowerCase() === "true";
    case "date":
      return instantOf(String(Number(raw) * 86_400))?.slice(0, 10) ?? raw;
    case "time":
      return instantOf(raw)?.slice(11) ?? raw;
    case "timestamp_ntz":
      return instantOf(raw) ?? raw;
    case "timestamp_ltz":
      return withZone(instantOf(raw)) ?? raw;
    case "timestamp_tz":
      // The instant, and its zone in minutes.
      return withZone(instantOf(raw.split(" ")[0] ?? "")) ?? raw;
    case "variant":
    case "object":
    case "array":
    case "map":
      return compact(raw);
    default:
      return raw;
  }
}

const withZone = (iso: string | undefined): string | undefined => (iso === undefined ? undefined : `${iso}Z`);

/** Seconds with up to nine decimals as ISO 8601, with as many decimals as say something and at least three. */
function instantOf(seconds: string): string | undefined {
  const parts = /^(-?)(\d+)(?:\.(\d{1,9}))?$/.exec(seconds);
  if (!parts) return undefined;
  const [, sign, whole = "0", fraction = ""] = parts;
  const nanos = BigInt(fraction.padEnd(9, "0"));
  const total = (BigInt(whole) * 1_000_000_000n + nanos) * (sign ? -1n : 1n);
  const below = ((total % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const date = new Date(Number((total - below) / 1_000_000n));
  if (Number.isNaN(date.getTime())) return undefined;
  const decimals = below.toString().padStart(9, "0").replace(/0+$/, "").padEnd(3, "0");
  return date.toISOString().replace(/\.000Z$/, `.${decimals}`);
}

function compact(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}
