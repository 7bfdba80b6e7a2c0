import { momentForms } from "@sophia-mcp/core/times";
import { z } from "zod";

export const name = (description: string) => z.string().max(200).describe(description);

/** A name that an update may clear with an empty text. */
export const clearable = (description: string) => z.string().max(200).optional().describe(description);

export const issueParam = z.string().max(300).describe("Issue: ENG-123, its link or UUID");

export const detailParam = z.enum(["concise", "full"]).default("concise").describe("full adds ids and more");

export const sinceParam = z.string().max(40).optional().describe(momentForms);

export const archivedParam = z.boolean().default(false).describe("Include what is archived");

export const ownIdParam = z
  .string()
  .max(36)
  .optional()
  .describe("UUID of your own: repeating the call with it cannot create a second one");

const date = /^\d{4}-\d{2}-\d{2}$/;
export const dateParam = z
  .string()
  .regex(date, "must be a date as 2026-11-30")
  .optional()
  .describe("As 2026-11-30");

const dateOrNothing = /^(\d{4}-\d{2}-\d{2})?$/;
export const clearableDate = z
  .string()
  .regex(dateOrNothing, "must be a date as 2026-11-30, or empty")
  .optional()
  .describe("As 2026-11-30");

/** Linear's largest Markdown bodies are far below this. */
export const markdown = z.string().max(100_000);

export const priorityParam = z
  .enum(["none", "urgent", "high", "medium", "low"])
  .optional()
  .describe("Priority");
