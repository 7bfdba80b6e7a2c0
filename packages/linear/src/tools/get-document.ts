import { fields, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { documentShape, showDocument } from "../document-format.ts";
import { readDocument } from "../find-document.ts";
import { name } from "../params.ts";
import { slice } from "../slices.ts";
import { defineTool } from "../tool.ts";

export const getDocument = defineTool({
  name: "linear_get_document",
  title: "Get document",
  description:
    "Returns one document as Markdown, given by title, link or id. A long body comes in slices: pass offset to read on, and length for smaller or larger ones. To find a document by its text use linear_list_documents.",
  access: "read",
  group: "core",
  scopes: ["read"],
  more: "Ask for a smaller length and read on with offset.",
  input: z.object({
    document: name("Document title, link or id"),
    offset: z.int().min(0).max(10_000_000).default(0).describe("Character to start at"),
    length: z.int().min(200).max(24_000).default(12_000).describe("Characters to return"),
  }),
  output: documentShape.extend({ content: z.string(), characters: z.int() }),
  async run({ input, api }) {
    const document = await readDocument(api, input.document);
    const content = document.content ?? "";
    return {
      ...showDocument(document),
      characters: content.length,
      content: slice(content, input.offset, input.length),
    };
  },
  render: ({ content, ...document }) => parts(fields(document), content || "(empty)"),
});
