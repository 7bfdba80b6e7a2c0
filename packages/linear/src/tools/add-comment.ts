import { InputError } from "@sophia-mcp/core/errors";
import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { LinearApi } from "../api.ts";
import { readDocument } from "../find-document.ts";
import { Comment, CommentCreate } from "../documents/issues.ts";
import { commentShape, showComment } from "../format.ts";
import { issueParam, markdown, name, ownIdParam } from "../params.ts";
import { isUuid, issueRef } from "../refs.ts";
import { defineTool } from "../tool.ts";

export const addComment = defineTool({
  name: "linear_add_comment",
  title: "Add comment",
  description:
    "Writes a comment in Markdown on an issue, a project update or a document. Pass exactly one of the three. reply_to answers a comment in its thread; its id comes from linear_list_comments. People who follow are notified. A broken connection cannot double it.",
  access: "write",
  group: "core",
  scopes: ["write or comments:create"],
  input: z.object({
    body: markdown.min(1).describe("Markdown; a link to an issue or person mentions it"),
    issue: issueParam.optional(),
    project_update: z.string().max(36).optional().describe("Project update, by UUID"),
    document: name("Document, by title, link or UUID").optional(),
    reply_to: z.string().max(36).optional().describe("Comment to answer, by UUID"),
    id: ownIdParam,
  }),
  output: commentShape,
  async run({ input, api }) {
    const { id, body } = input;
    const parentId = input.reply_to && uuid("reply_to", input.reply_to);
    const target = await targetOf(api, input);
    const what = input.issue ?? input.project_update ?? input.document ?? "";
    const comment = await api.create(
      id,
      async (own) => {
        const commentInput = { ...target, body, id: own, ...(parentId ? { parentId } : {}) };
        const subject = `${what.slice(0, 80)}${parentId ? `, or comment ${parentId}` : ""}`;
        return (await api.mutate(CommentCreate, { input: commentInput }, subject)).commentCreate.comment;
      },
      async (own) => (await api.query(Comment, { id: own }, `comment ${own}`)).comment,
    );
    return showComment(comment);
  },
  render: (comment) => `Added comment\n${fields(comment)}`,
});

interface Target {
  issue?: string | undefined;
  project_update?: string | undefined;
  document?: string | undefined;
}

function uuid(key: string, given: string): string {
  if (isUuid(given)) return given;
  throw new InputError(`"${key}": "${given}" is no UUID.`);
}

async function targetOf(api: LinearApi, { issue, project_update, document }: Target) {
  const given = [issue, project_update, document].filter((value) => value !== undefined);
  if (given.length !== 1) throw new InputError("Pass exactly one of issue, project_update and document.");
  if (issue !== undefined) return { issueId: issueRef(issue) };
  if (project_update !== undefined) return { projectUpdateId: uuid("project_update", project_update) };
  const { documentContentId, title } = await readDocument(api, document ?? "");
  if (!documentContentId) throw new InputError(`The document "${title}" cannot be commented on.`);
  return { documentContentId };
}
