import { fields, parts } from "@sophia-mcp/core/render";
import { nextSlice, slice, sliceInput, sliceOutput } from "@sophia-mcp/core/slice";
import { z } from "zod";
import { documentShape, showDocument } from "../document-format.ts";
import { readDocument } from "../find-document.ts";
import { name } from "../params.ts";
import { defineTool } from "../tool.ts";

export const getDocument = defineTool({
  name: "linear_get_document",
  title: "Get document",
  description:
    "Returns one document as Markdown, given by title, link or id. A long body comes in slices: pass next_offset as offset, and length for smaller or larger ones. To find a document by its text use linear_list_documents.",
  access: "read",
  group: "core",
  scopes: ["read"],
  more: "Pass a smaller length, and read on with offset.",
  input: z.object({
    document: name("Document title, link or id"),
    ...sliceInput(24_000, 12_000),
  }),
  output: documentShape.extend({ content: z.string(), ...sliceOutput }),
  async run({ input, api }) {
    const document = await readDocument(api, input.document);
    const { text, ...rest } = slice(document.content ?? "", input);
    return { ...showDocument(document), content: text, ...rest };
  },
  render: ({ content, next_offset, ...document }) =>
    parts(
      fields(document),
      content || "(no text)",
      nextSlice({ total_chars: document.total_chars, next_offset }),
    ),
});
