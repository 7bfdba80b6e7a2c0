import { table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { both } from "./names.ts";
import type { CustomField } from "./records.ts";

export const fieldShape = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  read_only: z.boolean().optional(),
  options: z.array(z.string()).optional(),
  description: z.string().optional(),
});

export function showField(field: CustomField): z.output<typeof fieldShape> {
  const options = (field.enum_options ?? []).filter(({ enabled }) => enabled !== false);
  return {
    id: field.gid,
    name: field.name ?? "",
    type: field.type ?? "",
    ...(field.is_value_read_only || field.is_formula_field ? { read_only: true } : {}),
    ...(options.length > 0 ? { options: options.map(both) } : {}),
    ...(field.description ? { description: field.description } : {}),
  };
}

export const fieldTable = (fields: readonly z.output<typeof fieldShape>[]): string =>
  table(fields, ["id", "name", "type", "read_only", "options", "description"]);
