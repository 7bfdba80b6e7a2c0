import { InputError } from "@sophia-mcp/core/errors";
import { unlabel } from "@sophia-mcp/core/names";
import { z } from "zod";

export const taskParam = z.string().min(1).max(300).describe("Task id or link");

export const nameParam = z.string().max(200);

export const projectParam = nameParam.describe("Project, by name, id or link");

export const workspaceParam = z
  .string()
  .max(200)
  .optional()
  .describe("By name or id, where there are several");

export const detailParam = z
  .enum(["concise", "full"])
  .default("concise")
  .describe("full: tags and custom fields too");

const day = /^\d{4}-\d{2}-\d{2}$/;
const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;
const exists = (given: string): boolean => !Number.isNaN(Date.parse(given));

/** Checked in a refinement: the pattern of a date costs a model eighty tokens wherever it stands. */
export const dayParam = z
  .string()
  .max(10)
  .refine((given) => day.test(given) && exists(given), "must be a day such as 2026-11-30");

export const dayOrNone = z
  .string()
  .max(10)
  .refine(
    (given) => given === "none" || (day.test(given) && exists(given)),
    "must be a day such as 2026-11-30, or none",
  );

export const dueDateParam = z
  .string()
  .max(40)
  .refine(
    (given) => given === "none" || ((day.test(given) || time.test(given)) && exists(given)),
    "must be a day such as 2026-11-30, a time such as 2026-11-30T17:00:00Z, or none",
  );

export const markdownParam = z.string().max(60_000);

export const customFieldsParam = z
  .record(z.string().min(1).max(200), z.string().max(10_000))
  .describe("Field name to value; options by name; several with commas; empty clears");

/** `due_on` for a day, `due_at` for a time; `none` clears both. */
export function dueFields(given: string | undefined): Record<string, string | null> {
  if (given === undefined) return {};
  if (given === "none") return { due_on: null };
  return given.includes("T") ? { due_at: new Date(given).toISOString() } : { due_on: given };
}

const digits = /^\d{1,20}$/;

/** The id in an id, in `name [id]`, or in a link to a task or project; undefined for a name. */
export function idIn(given: string, kind: "task" | "project" | "other" = "other"): string | undefined {
  const text = unlabel(given, digits);
  const id = digits.test(text) ? text : undefined;
  if (id !== undefined || kind === "other" || !/^https:\/\//i.test(text)) return id;
  const path = URL.parse(text)?.pathname ?? "";
  // Both forms of links: /0/<project>/<task> and /1/<workspace>/project/<project>/task/<task>.
  const found =
    kind === "task"
      ? (/\/task\/(\d{1,20})/.exec(path) ?? /^\/0\/\d{1,20}\/(\d{1,20})/.exec(path))
      : (/\/project\/(\d{1,20})/.exec(path) ?? /^\/0\/(\d{1,20})/.exec(path));
  return found?.[1];
}

/** @throws InputError for anything that is no id of a task */
export function taskId(given: string): string {
  const id = idIn(given, "task");
  if (id !== undefined) return id;
  throw new InputError(
    `"${given.slice(0, 100)}" is no task id or link. asana_search_tasks and asana_search_objects find ids by name.`,
  );
}
