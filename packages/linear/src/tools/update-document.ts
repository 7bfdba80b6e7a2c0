import { InputError } from "@sophia-mcp/core/errors";
import { fields } from "@sophia-mcp/core/render";
import { sliceOutput } from "@sophia-mcp/core/slice";
import { z } from "zod";
import { documentShape, showDocument } from "../document-format.ts";
import { DocumentUpdate } from "../documents/pages.ts";
import { readDocument } from "../find-document.ts";
import { markdown, name } from "../params.ts";
import { defineTool } from "../tool.ts";

export const updateDocument = defineTool({
  name: "linear_update_document",
  title: "Update document",
  description:
    "Changes the title of a document, its whole content, or one passage with find and replace. find must occur exactly once, or replace_all be set; the document is read and written whole, so an edit made in the same moment can be lost. Earlier versions stay in Linear's history.",
  access: "write",
  group: "documents",
  scopes: ["write"],
  input: z.object({
    document: name("Document title, link or id"),
    title: z.string().min(1).max(500).optional().describe("New title"),
    content: markdown.optional().describe("Markdown, replaces all of it"),
    find: z.string().min(1).max(20_000).optional().describe("Passage to replace, exactly as it stands"),
    replace: z.string().max(100_000).optional().describe("Text in its place; empty deletes it"),
    replace_all: z.boolean().default(false).describe("Replace every occurrence"),
  }),
  output: documentShape.extend({ total_chars: sliceOutput.total_chars }),
  async run({ input, api }) {
    const { title, content, find, replace } = input;
    if ((find === undefined) !== (replace === undefined))
      throw new InputError("Pass find and replace together.");
    if (find !== undefined && content !== undefined)
      throw new InputError("Pass either content, for the whole text, or find and replace.");
    if (title === undefined && content === undefined && find === undefined)
      throw new InputError("Nothing to change: pass title, content, or find and replace.");
    const document = await readDocument(api, input.document);
    const text =
      find === undefined
        ? content
        : replaced(document.content ?? "", find, replace ?? "", input.replace_all, document.title);
    const change = {
      ...(title === undefined ? {} : { title }),
      ...(text === undefined ? {} : { content: text }),
    };
    const { documentUpdate } = await api.mutate(DocumentUpdate, { id: document.id, input: change });
    return {
      ...showDocument(documentUpdate.document),
      total_chars: (documentUpdate.document.content ?? "").length,
    };
  },
  render: (document) => `Updated document\n${fields(document)}`,
});

function replaced(text: string, find: string, replace: string, every: boolean, title: string): string {
  const count = text.split(find).length - 1;
  if (count === 0)
    throw new InputError(
      `"${title}" does not contain the passage in find. Read it with linear_get_document.`,
    );
  if (count > 1 && !every)
    throw new InputError(
      `The passage in find occurs ${count} times in "${title}": pass more of it, or replace_all.`,
    );
  return text.split(find).join(replace);
}
