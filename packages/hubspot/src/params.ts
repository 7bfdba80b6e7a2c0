import { z } from "zod";

export const objectTypeParam = z
  .string()
  .min(1)
  .max(100)
  .describe(
    "contacts, companies, deals, tickets, products, line_items, notes, tasks, calls, emails, meetings, or a custom type",
  );

export const recordId = z.string().regex(/^\d{1,20}$/, "must be a record id: digits only");

export const idParam = recordId.describe("Record id");

export const propertiesParam = z
  .record(z.string().min(1).max(100), z.string().max(65_536))
  .describe("Property to value; both by label or internal name; empty text clears");

export const columnsParam = z
  .array(z.string().min(1).max(100))
  .max(100)
  .optional()
  .describe("Properties to return, by name or label; default: the usual ones of the type");

export const bodyParam = z.string().min(1).max(65_536);
