import { InputError } from "@sophia-mcp/core/errors";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const identifier = /^[a-z][a-z0-9]{0,9}-\d{1,9}$/i;

export const isUuid = (text: string): boolean => uuid.test(text);

/** Answers carry both as `Name [id]`, and people as `Name <e-mail>`; what an answer said may be passed back as it is. */
const bracketed = /^.{0,500} \[([0-9a-f-]{36}|[A-Z0-9]{1,10}-\d{1,9})\]$/s;
const addressed = /^.{0,500} <([^<>\s]{1,320}@[^<>\s]{1,320})>$/s;
export const unlabel = (given: string): string =>
  (bracketed.exec(given)?.[1] ?? addressed.exec(given)?.[1] ?? given).trim();

/** A team is shown with its key: `Edge [EDG]`. */
export const unlabelTeam = (given: string): string =>
  /^.{0,500} \[([A-Z0-9]{1,10})\]$/s.exec(given)?.[1] ?? unlabel(given);

export const both = (name: string, id: string): string => `${name} [${id}]`;

/**
 * An issue as Linear takes it: ENG-123 or a UUID, also out of a link.
 * @throws InputError for anything else
 */
export function issueRef(given: string): string {
  const text = unlabel(given);
  const found = /\/issue\/([a-z0-9]+-\d+)/i.exec(text)?.[1] ?? text;
  if (identifier.test(found)) return found.toUpperCase();
  if (isUuid(found)) return found.toLowerCase();
  throw new InputError(`"${given.slice(0, 80)}" is no issue: pass ENG-123, its link or its UUID.`);
}

/** Team key and number of an identifier; undefined for a UUID. */
export function splitIdentifier(ref: string): { key: string; number: number } | undefined {
  if (isUuid(ref)) return undefined;
  const [key = "", number = ""] = ref.split("-");
  return { key, number: Number(number) };
}

/** The last part of the address of a project, document or initiative: twelve hexadecimal digits. */
export function slugOf(given: string): string | undefined {
  return /^https?:\/\/[^/]+\/[^/]+\/(?:project|document|initiative)\/(?:[^/?#]*-)?([0-9a-f]{12})(?:[/?#]|$)/i.exec(
    given,
  )?.[1];
}

const period = /^\+?(\d{1,4})([hdwmy])$/i;

/**
 * A date as Linear's filters take it: an ISO date, or a duration from today.
 * @throws InputError for anything else
 */
export function when(key: string, given: string, direction: "past" | "future"): string {
  const [, count, unit = ""] = period.exec(given.trim()) ?? [];
  if (count !== undefined) {
    const duration = unit.toLowerCase() === "h" ? `PT${count}H` : `P${count}${unit.toUpperCase()}`;
    return direction === "past" ? `-${duration}` : duration;
  }
  if (/^\d{4}-\d{2}-\d{2}/.test(given) && !Number.isNaN(Date.parse(given))) return given;
  throw new InputError(
    `"${key}": "${given.slice(0, 40)}" is no date: pass 2026-11-30, or a period such as 7d, 2w or 3m.`,
  );
}
