import { z } from "zod";

const dateForms = "2026-11-01, a full time, or 7d, 12h, 4w ago";

export const sinceParam = (preset: string) =>
  z.string().min(2).max(40).default(preset).describe(`Start: ${dateForms}`);

export const untilParam = z
  .string()
  .min(2)
  .max(40)
  .optional()
  .describe("End, that day included; default now");

export const callParam = z.string().min(1).max(500).describe("Call, by id or link");

export const workspaceParam = z.string().min(1).max(200).optional().describe("Workspace, by name or id");

export const usersParam = z
  .array(z.string().min(1).max(320))
  .max(50)
  .optional()
  .describe("Only these users, by name, e-mail or id; default all");
