import { collect } from "@sophia-mcp/core/paging";
import { z } from "zod";
import type { AsanaApi } from "./api.ts";
import { both } from "./names.ts";
import type { Story } from "./records.ts";
import { toMarkdown } from "./to-markdown.ts";

export const commentShape = z.object({
  id: z.string(),
  author: z.string().optional(),
  created_at: z.string(),
  /** Set for what Asana wrote itself, such as "changed the due date". */
  event: z.string().optional(),
  pinned: z.boolean().optional(),
  text: z.string(),
});

export type Comment = z.output<typeof commentShape>;

export const storyFields = "type,resource_subtype,created_at,created_by.name,html_text,text,is_pinned";

export function showStory(story: Story): Comment {
  return {
    id: story.gid,
    ...(story.created_by ? { author: both(story.created_by) } : {}),
    created_at: story.created_at ?? "",
    ...(story.type === "system" ? { event: story.resource_subtype ?? "system" } : {}),
    ...(story.is_pinned ? { pinned: true } : {}),
    text: story.html_text === undefined ? (story.text ?? "") : toMarkdown(story.html_text),
  };
}

export const commentText = (comment: Comment): string =>
  `${comment.created_at} ${comment.author ?? ""}${comment.pinned ? " (pinned)" : ""}${comment.event ? ` (${comment.event})` : ""} #${comment.id}\n${comment.text}`;

/** Asana has stories oldest first, changes and comments mixed: the last comments are at the end of all pages. */
export async function lastComments(api: AsanaApi, task: string, count: number): Promise<Comment[]> {
  const { rows } = await collect({ limit: 1000 }, (token) => api.stories(task, storyFields, token, 100));
  return rows
    .filter(({ type }) => type === "comment")
    .slice(-count)
    .map(showStory);
}
