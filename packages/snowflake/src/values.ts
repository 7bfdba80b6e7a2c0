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
 * A value that the driver read. Times with a zone become UTC; those without one stay as they are, without the `Z`.
 * Semi-structured values arrive as text and are made compact.
 */
export function cellOf(value: unknown, { type }: Column): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean") return value;
  if (value instanceof Date) return timeOf(value, type);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (value instanceof Map) return JSON.stringify(Object.fromEntries(value));
  if (typeof value === "object") return JSON.stringify(value);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (type === "real") return Number.isFinite(Number(text)) ? Number(text) : text;
  // A double holds fifteen digits, NUMBER up to 38.
  if (type === "fixed") return text.replace(/\D/g, "").length <= 15 ? Number(text) : text;
  return type === "variant" || type === "object" || type === "array" || type === "map" ? compact(text) : text;
}

function timeOf(value: Date, type: string): string {
  const iso = Date.prototype.toISOString.call(value);
  if (type === "date") return iso.slice(0, 10);
  return type === "timestamp_ntz" ? iso.slice(0, -1) : iso;
}

function compact(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}
