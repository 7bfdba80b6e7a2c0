import { moment, momentForms } from "@sophia-mcp/core/times";
import { z } from "zod";

export const sinceParam = (what: string) => z.string().max(40).optional().describe(`${what}: ${momentForms}`);

/** A time as Asana's filters take it. */
export const since = (key: string, given: string | undefined): string | undefined =>
  given === undefined ? undefined : new Date(moment(key, given)).toISOString();
