import { z } from "zod";

export const pageParam = z.string().min(1).max(500).describe("Page, by id, link or exact title");

export const sourceParam = z
  .string()
  .min(1)
  .max(500)
  .describe("Data source by id or name, or the id or link of its database");

export const blockParam = z
  .string()
  .min(1)
  .max(500)
  .describe("Page by id, link or exact title, or block by id or link");

export const propertiesParam = z
  .record(z.string().min(1).max(200), z.string().max(20_000))
  .describe(
    'Property name to value by label, as answers show it: "High", "2026-12-01 to 2026-12-05", "ada@example.com; bo@example.com", "yes"; empty clears',
  );

export const markdownParam = z.string().min(1).max(400_000);

export const iconParam = z.string().max(2000).describe("Emoji or image link; none removes");

export const coverParam = z.string().max(2000).describe("Image link; none removes");

/** The icon or cover as Notion stores it, from an emoji, a link, or `none`. */
export function picture(given: string): Record<string, unknown> | null {
  if (given === "none" || given === "") return null;
  return /^https?:\/\//.test(given)
    ? { type: "external", external: { url: given } }
    : { type: "emoji", emoji: given };
}
