import { parts } from "@sophia-mcp/core/render";
import { nextSlice, slice, sliceInput, sliceOutput } from "@sophia-mcp/core/slice";
import { z } from "zod";
import { findPage } from "../find.ts";
import { commentShape, commentTable, pageShape, renderPage, showComment, showPage } from "../format.ts";
import { readMarkdown } from "../page-markdown.ts";
import { pageParam } from "../params.ts";
import { peopleNames } from "../people.ts";
import { defineTool } from "../tool.ts";
import { withWholeRelations } from "../values.ts";

export const getPage = defineTool({
  name: "notion_get_page",
  title: "Read page",
  description:
    "Returns a page as Markdown with its properties by name; long pages come in slices: pass next_offset as offset. The Markdown is Notion's own, so a passage of it can be passed to notion_update_page_content as it is. A database is read with notion_get_database.",
  access: "read",
  group: "core",
  scopes: ["read content", "read comments"],
  more: "Pass a smaller length.",
  input: z.object({
    page: pageParam,
    ...sliceInput(24_000, 16_000),
    comments: z.boolean().default(false).describe("Also return the page's open comments"),
    transcript: z.boolean().default(false).describe("Also return transcripts of meeting notes"),
  }),
  output: pageShape.extend({
    created_at: z.string(),
    locked: z.boolean().optional(),
    markdown: z.string(),
    ...sliceOutput,
    without_markdown: z.array(z.string()).optional(),
    unread: z.array(z.string()).optional(),
    comments: z.array(commentShape).optional(),
  }),
  async run({ input, api }) {
    const id = await findPage(api, input.page);
    const [page, body, comments, name] = await Promise.all([
      api.page(id).then((found) => withWholeRelations(api, found)),
      readMarkdown(api, id, { end: input.offset + input.length, transcript: input.transcript }),
      input.comments ? api.comments(id, { page_size: 100 }) : undefined,
      input.comments ? peopleNames(api) : undefined,
    ]);
    const { text, ...rest } = slice(body.text, input);
    return {
      ...(await showPage(api, page)),
      created_at: page.created_time,
      ...(page.is_locked ? { locked: true } : {}),
      markdown: text,
      ...rest,
      ...(body.others.length > 0 ? { without_markdown: body.others } : {}),
      ...(body.unread.length > 0 ? { unread: body.unread } : {}),
      ...(comments && name ? { comments: comments.results.map((one) => showComment(one, name)) } : {}),
    };
  },
  render: (page) =>
    parts(
      renderPage(page),
      page.markdown === "" ? "(no text)" : page.markdown,
      nextSlice(page),
      page.without_markdown && `Blocks that have no Markdown:\n${page.without_markdown.join("\n")}`,
      page.unread && `Not read, missing or not shared: ${page.unread.join(", ")}`,
      page.comments && page.comments.length > 0 && `Open comments\n${commentTable(page.comments)}`,
    ),
});
