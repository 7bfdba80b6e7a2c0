import { z } from "zod";
import type { Property } from "./answers.ts";

/** A property as lists show it. `marks` are what a writer must know: unique, read-only, calculated, hidden. */
export const propertyShape = z.object({
  name: z.string(),
  label: z.string(),
  type: z.string(),
  options: z.int().optional(),
  marks: z.array(z.string()),
});

export function describeProperty(property: Property): z.output<typeof propertyShape> {
  const { name, label, type, options } = property;
  const marks = [
    property.hasUniqueValue && "unique",
    property.modificationMetadata?.readOnlyValue && "read-only",
    property.calculated && "calculated",
    property.hidden && "hidden",
    property.fieldType === "checkbox" && "several values, with ; between",
  ].filter((mark) => typeof mark === "string");
  return { name, label, type, ...(options.length > 0 ? { options: options.length } : {}), marks };
}
