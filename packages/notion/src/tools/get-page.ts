import { parts } from "@sophia-mcp/core/render";
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
    "Returns a page as Markdown with its properties by name; long pages come in slices of max_chars from offset. The Markdown is Notion's own, so a passage of it can be passed to notion_update_page_content as it is. A database is read with notion_get_database.",
  access: "read",
  group: "core",
  scopes: ["read content", "read comments"],
  more: "Pass a smaller max_chars and go on with offset.",
  input: z.object({
    page: pageParam,
    offset: z.int().min(0).max(10_000_000).default(0).describe("First character of the Markdown to return"),
    max_chars: z.int().min(500).max(24_000).default(16_000).describe("Longest slice of the Markdown"),
    comments: z.boolean().default(false).describe("Also return the page's open comments"),
    transcript: z.boolean().default(false).describe("Also return transcripts of meeting notes"),
  }),
  output: pageShape.extend({
    created_at: z.string(),
    locked: z.boolean().optional(),
    markdown: z.string(),
    total_chars: z.int(),
    next_offset: z.int().optional(),
    without_markdown: z.array(z.string()).optional(),
    unread: z.array(z.string()).optional(),
    comments: z.array(commentShape).optional(),
  }),
  async run({ input, api }) {
    const id = await findPage(api, input.page);
    const wanted = input.offset + input.max_chars;
    const [page, body, comments, name] = await Promise.all([
      api.page(id).then((found) => withWholeRelations(api, found)),
      readMarkdown(api, id, { end: wanted, transcript: input.transcript }),
      input.comments ? api.comments(id, { page_size: 100 }) : undefined,
      input.comments ? peopleNames(api) : undefined,
    ]);
    const end = wholeCharacter(body.text, wanted);
    return {
      ...(await showPage(api, page)),
      created_at: page.created_time,
      ...(page.is_locked ? { locked: true } : {}),
      markdown: body.text.slice(input.offset, end),
      total_chars: body.text.length,
      ...(end < body.text.length ? { next_offset: end } : {}),
      ...(body.others.length > 0 ? { without_markdown: body.others } : {}),
      ...(body.unread.length > 0 ? { unread: body.unread } : {}),
      ...(comments && name ? { comments: comments.results.map((one) => showComment(one, name)) } : {}),
    };
  },
  render: (page) =>
    parts(
      renderPage(page),
      page.markdown === "" ? "(no text)" : page.markdown,
      page.next_offset !== undefined &&
        `${page.markdown.length} of ${page.total_chars} characters. Read on with offset: ${page.next_offset}`,
      page.without_markdown && `Blocks that have no Markdown:\n${page.without_markdown.join("\n")}`,
      page.unread && `Not read, missing or not shared: ${page.unread.join(", ")}`,
      page.comments && page.comments.length > 0 && `Open comments\n${commentTable(page.comments)}`,
    ),
});

/** A slice does not end in the middle of a character of two units. */
const wholeCharacter = (text: string, end: number): number =>
  /[\uD800-\uDBFF]/.test(text[end - 1] ?? "") && end < text.length ? end - 1 : end;
