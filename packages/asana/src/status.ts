import { z } from "zod";
import type { AsanaApi } from "./api.ts";
import { both, findPortfolio, findProject } from "./names.ts";
import { idIn } from "./params.ts";
import type { StatusUpdate } from "./records.ts";
import { toMarkdown } from "./to-markdown.ts";

export const statusFields = "title,status_type,html_text,created_at,author.name";

export const statusShape = z.object({
  id: z.string(),
  title: z.string(),
  status: z.string(),
  author: z.string().optional(),
  created_at: z.string(),
  text: z.string(),
});

export type ShownStatus = z.output<typeof statusShape>;

export const showStatus = (update: StatusUpdate): ShownStatus => ({
  id: update.gid,
  title: update.title ?? "",
  status: update.status_type ?? "",
  ...(update.author ? { author: both(update.author) } : {}),
  created_at: update.created_at ?? "",
  text: toMarkdown(update.html_text ?? ""),
});

export const statusText = (update: ShownStatus): string =>
  `${update.created_at} ${update.status} - ${update.title} (${update.author ?? "unknown"}) #${update.id}\n${update.text}`;

/** A project by name, id or link, a portfolio by name or id, a goal by id. */
export async function statusParent(
  api: AsanaApi,
  given: string,
  kind: "project" | "portfolio" | "goal",
): Promise<string> {
  if (kind === "project") return findProject(api, given);
  return idIn(given) ?? findPortfolio(api, given);
}
