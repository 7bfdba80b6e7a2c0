import { revealed } from "@sophia-mcp/core/text";
import { hashedFields, type AuditRow, type Gap, type Anchor } from "./row.ts";

const fields = [...hashedFields, "hash"] as const;

/** One line for a person's eyes, whatever a client called itself. */
export function rowLine(row: AuditRow): string {
  const time = new Date(row.at).toISOString();
  const place = `${row.seq}  ${time}`;
  if (row.kind !== "call") return `${place}  ${noteText(row)}`;
  const { outcome, milliseconds, principal, client, profile, tool, confirmation } = row;
  const asked = confirmation === "none" ? "" : `  ${confirmation}`;
  const who = [principal, profile, client].map(shown).join(" / ");
  return `${place}  ${outcome}  ${milliseconds.toFixed(1)} ms  ${shown(tool)}  ${who}${asked}`;
}

function noteText({ kind, detail }: AuditRow): string {
  try {
    const note = JSON.parse(detail ?? "") as Gap & Anchor;
    return kind === "gap"
      ? `gap: ${note.lost} rows were lost, because ${shown(note.reason)}`
      : `anchor: retention removed ${note.removed} rows, up to ${note.through}`;
  } catch {
    return kind;
  }
}

export const csvHeader = `${fields.join(",")}\r\n`;

export const csvLine = (row: AuditRow): string => `${fields.map((field) => cell(row[field])).join(",")}\r\n`;

/** Spreadsheets run what begins like a formula; a client may call itself one. */
function cell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const shown = (text: string): string => revealed(text).replaceAll(/\s+/g, " ");
