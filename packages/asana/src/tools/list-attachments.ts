import { InputError } from "@sophia-mcp/core/errors";
import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { slice } from "@sophia-mcp/core/slice";
import { z } from "zod";
import { findProject } from "../names.ts";
import { nameParam, taskId, taskParam } from "../params.ts";
import type { Attachment } from "../records.ts";
import { defineTool } from "../tool.ts";

/** Larger files are not read, and not more of them in one answer. */
const mostBytes = 100_000;
const mostFiles = 3;
const textPage = 8000;
const textual =
  /\.(txt|md|markdown|csv|tsv|json|ya?ml|xml|html?|log|ini|toml|sql|[jt]sx?|py|rb|go|java|sh)$/i;

export const listAttachments = defineTool({
  name: "asana_list_attachments",
  title: "List attachments",
  description:
    "Lists the files of a task, or the key resources of a project, with download links that live for about two minutes. include_text adds the text of up to three small text files, 8,000 characters of each from offset on.",
  access: "read",
  group: "projects",
  scopes: ["attachments:read"],
  more: "Leave include_text out.",
  input: z.object({
    task: taskParam.optional(),
    project: nameParam.optional().describe("Project, by name, id or link, in place of task"),
    include_text: z.boolean().default(false).describe("Text of small text files too"),
    offset: z.int().min(0).max(mostBytes).default(0).describe("First character of each text to return"),
    ...pageInput(100),
  }),
  output: z.object({
    attachments: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        host: z.string().optional(),
        bytes: z.int().optional(),
        created_at: z.string().optional(),
        url: z.string().optional(),
        download_url: z.string().optional(),
        text: z.string().optional(),
        total_chars: z.int().optional(),
      }),
    ),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const { task, project } = input;
    if ((task === undefined) === (project === undefined))
      throw new InputError("Pass either task or project: whose attachments are wanted?");
    const parent = project === undefined ? taskId(task ?? "") : await findProject(api, project);
    const { rows, ...next } = await collect(input, (token, size) => api.attachments(parent, token, size));
    const readable = input.include_text ? rows.filter(isSmallText).slice(0, mostFiles) : [];
    const texts = new Map<string, string>();
    for (const { gid, download_url: url } of readable) {
      if (url) texts.set(gid, await (await api.download(url)).text());
    }
    const from = input.offset;
    return {
      attachments: rows.map((row) => show(row, texts.get(row.gid), from)),
      ...next,
    };
  },
  render: (output) =>
    parts(
      table(output.attachments, ["id", "name", "host", "bytes", "created_at", "url", "download_url"]),
      ...output.attachments.map(
        ({ name, text, total_chars }) => text !== undefined && `${name} (${total_chars} characters)\n${text}`,
      ),
      nextPage(output),
    ),
});

/** Files that lie with Asana; links to other stores are only shown. */
function isSmallText({ name = "", host, size }: Attachment): boolean {
  return host === "asana" && textual.test(name) && (size ?? Infinity) <= mostBytes;
}

function show(row: Attachment, text: string | undefined, from: number) {
  return {
    id: row.gid,
    name: row.name ?? "",
    host: row.host,
    bytes: row.size,
    created_at: row.created_at,
    url: row.permanent_url ?? row.view_url ?? undefined,
    download_url: row.download_url ?? undefined,
    ...(text === undefined ? {} : partOf(text, from)),
  };
}

function partOf(whole: string, offset: number): { text: string; total_chars: number } {
  const { text, total_chars } = slice(whole, { offset, length: textPage });
  return { text, total_chars };
}
