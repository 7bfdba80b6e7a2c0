import { InputError } from "@sophia-mcp/core/errors";
import { unlabel as unlabelled } from "@sophia-mcp/core/names";
import { moment } from "@sophia-mcp/core/times";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const identifier = /^[a-z][a-z0-9]{0,9}-\d{1,9}$/i;

export const isUuid = (text: string): boolean => uuid.test(text);

/** Reads `Name [id]` as the UUID or the identifier of an issue, so that `Launch [Q4]` stays a name. */
export const unlabel = (given: string): string =>
  unlabelled(given, /^(?:[0-9a-f-]{36}|[A-Z0-9]{1,10}-\d{1,9})$/);

/** A team is shown with its key: `Edge [EDG]`. */
export const unlabelTeam = (given: string): string => unlabelled(given, /^(?:[0-9a-f-]{36}|[A-Z0-9]{1,10})$/);

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

/** An ISO 8601 duration; `m` is minutes, as in every other server. */
const duration = (count: string, unit: string): string =>
  `P${/[mh]/i.test(unit) ? "T" : ""}${count}${unit.toUpperCase()}`;

/**
 * A past time as Linear's filters take it. A span is left to Linear, which counts it from its own clock.
 * @throws InputError that names the key and the accepted forms
 */
export function since(key: string, given: string): string {
  const [, count, unit = ""] = /^(\d{1,5}) ?([mhdwy])( ago)?$/.exec(given.trim()) ?? [];
  if (count === undefined) return new Date(moment(key, given)).toISOString();
  return `-${duration(count, unit)}`;
}

/**
 * A due date as Linear's filters take it: an ISO date, or a period from today.
 * @throws InputError for anything else
 */
export function until(key: string, given: string): string {
  const [, count, unit = ""] = /^\+?(\d{1,4})([hdwy])$/i.exec(given.trim()) ?? [];
  if (count !== undefined) return duration(count, unit);
  if (/^\d{4}-\d{2}-\d{2}/.test(given) && !Number.isNaN(Date.parse(given))) return given;
  throw new InputError(
    `"${key}": "${given.slice(0, 40)}" is no date: pass 2026-11-30, or a period ahead such as 7d or 2w.`,
  );
}
