import { z } from "zod";

export const objectTypeParam = z
  .string()
  .min(1)
  .max(100)
  .describe(
    "contacts, companies, deals, tickets, products, line_items, notes, tasks, calls, emails, meetings, or a custom type",
  );

export const idParam = z.string().min(1).max(320).describe("Record id, or a contact's e-mail");

export const recordIdsParam = (most: number) => z.array(z.string().min(1).max(320)).max(most);

export const propertiesParam = z
  .record(z.string().min(1).max(100), z.string().max(65_536))
  .describe("Property to value; both by label or internal name; empty text clears");

export const propertyParam = z.string().min(1).max(100).describe("Property, by name or label");

export const columnsParam = z
  .array(z.string().min(1).max(100))
  .max(100)
  .optional()
  .describe("Properties to return, by name or label; default: the usual ones of the type");

export const associationsParam = z
  .array(z.string().min(3).max(400))
  .max(50)
  .describe('Records to associate, as "companies/123", "contacts/ada@example.com" or their url');

export const ownerParam = z.string().max(320).optional().describe("Owner's e-mail, name or id");

/** Rich text. HubSpot's own limit holds for the HTML that becomes of it. */
export const markdownParam = z.string().min(1).max(60_000);
