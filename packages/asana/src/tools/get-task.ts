import { fields, parts } from "@sophia-mcp/core/render";
import { nextSlice, slice } from "@sophia-mcp/core/slice";
import { z } from "zod";
import { commentShape, commentText, lastComments } from "../comments.ts";
import { fieldsFor, showTask, taskFields, taskLines, taskShape } from "../format.ts";
import { both, ifAvailable } from "../names.ts";
import { taskId, taskParam } from "../params.ts";
import type { Task } from "../records.ts";
import { toMarkdown } from "../to-markdown.ts";
import { defineTool } from "../tool.ts";

const notesPage = 8000;

export const getTask = defineTool({
  name: "asana_get_task",
  title: "Get task",
  description:
    "Returns one task with notes (Markdown), custom fields, latest comments, subtasks, and what it waits for or blocks. Leave parts out with include. Notes come in slices of 8,000 characters: pass next_offset as offset. All comments: asana_list_comments; files: asana_list_attachments.",
  access: "read",
  group: "core",
  scopes: ["tasks:read", "stories:read", "projects:read"],
  more: "Leave parts out with include; asana_list_comments pages through comments.",
  input: z.object({
    task: taskParam,
    include: z
      .array(z.enum(["comments", "subtasks", "dependencies"]))
      .max(3)
      .default(["comments", "subtasks", "dependencies"])
      .describe("Parts to read besides the task itself"),
    offset: z.int().min(0).max(1_000_000).default(0).describe("First character of the notes to return"),
  }),
  output: z.object({
    ...taskShape.shape,
    created_by: z.string().optional(),
    notes: z.string().optional(),
    next_offset: z.int().optional(),
    comments: z.array(commentShape).optional(),
    subtask_list: z.array(z.string()).optional(),
    blocked_by: z.array(z.string()).optional(),
    blocks: z.array(z.string()).optional(),
  }),
  async run({ input, api }) {
    const id = taskId(input.task);
    const include = new Set(input.include);
    const related = (kind: "subtasks" | "dependencies" | "dependents", part: "subtasks" | "dependencies") =>
      include.has(part) ? api.related(id, kind, taskFields) : undefined;
    const [task, comments, subtasks, blockedBy, blocks] = await Promise.all([
      api.task(id, `${fieldsFor("full")},html_notes,created_by`),
      include.has("comments") ? lastComments(api, id, 20) : undefined,
      related("subtasks", "subtasks"),
      related("dependencies", "dependencies"),
      related("dependents", "dependencies"),
    ]);
    const notes = toMarkdown(task.html_notes ?? "");
    // Asana tells the id of the creator only.
    const creator = task.created_by && (await ifAvailable(api.user(task.created_by.gid)));
    const links = (tasks: typeof subtasks) => (tasks && tasks.length > 0 ? tasks.map(openOrDone) : undefined);
    const { text, next_offset } = slice(notes, { offset: input.offset, length: notesPage });
    return {
      ...showTask(task),
      ...(creator ? { created_by: both(creator) } : {}),
      ...(notes === "" ? {} : { notes: text }),
      next_offset,
      comments: comments && comments.length > 0 ? comments : undefined,
      subtask_list: links(subtasks),
      blocked_by: links(blockedBy),
      blocks: links(blocks),
    };
  },
  render({ notes, next_offset, comments, subtask_list, blocked_by, blocks, created_by, ...task }) {
    const linked = (title: string, tasks: typeof blocks) =>
      tasks && `${title}\n${tasks.map((one) => `- ${one}`).join("\n")}`;
    return parts(
      fields({ ...taskLines(task), created_by }),
      notes && `Notes\n${notes}`,
      nextSlice({ next_offset }),
      linked("Subtasks", subtask_list),
      linked("Blocked by", blocked_by),
      linked("Blocks", blocks),
      comments && `Comments\n${comments.map(commentText).join("\n\n")}`,
    );
  },
});

const openOrDone = (task: Task): string => `${both(task)}${task.completed ? " (completed)" : ""}`;
