import { InputError } from "@sophia-mcp/core/errors";
import { fields, parts } from "@sophia-mcp/core/render";
import { nextSlice, slice, sliceInput, sliceOutput } from "@sophia-mcp/core/slice";
import { z } from "zod";
import { fileId } from "../files.ts";
import { personLabel } from "../find.ts";
import { bytesText } from "../format.ts";
import { htmlToMarkdown } from "../html.ts";
import type { SlackFile } from "../objects.ts";
import { iso } from "../times.ts";
import { defineTool } from "../tool.ts";

/** Pictures beyond this would not fit into clients; models take no other kinds. */
const largestPicture = 3_500_000;
const pictures = /^image\/(png|jpeg|gif|webp)$/;
/** Beyond this a file is named, not read. */
const largestFile = 18_000_000;

export const getFile = defineTool({
  name: "slack_get_file",
  title: "Get file",
  description:
    "Returns a file by id or link: text files, snippets and canvases as text, pictures (PNG, JPEG, GIF, WebP up to 3.5 MB) as a picture, everything else as name, type, size and link only. Long text comes in slices: pass next_offset as offset. File ids stand in messages. Bot or user token with files:read.",
  access: "read",
  group: "core",
  scopes: ["files:read"],
  more: "Pass a smaller length.",
  input: z.object({
    file: z.string().min(1).max(500).describe("File id such as F0123ABCDEF, or its link"),
    ...sliceInput(100_000, 20_000),
  }),
  output: z.object({
    id: z.string(),
    name: z.string(),
    type: z.string(),
    size: z.int(),
    user: z.string().optional(),
    created_at: z.string().optional(),
    url: z.string(),
    content: z.enum(["text", "picture", "none"]),
    text: z.string().optional(),
    total_chars: sliceOutput.total_chars.optional(),
    next_offset: sliceOutput.next_offset,
    reason: z.string().optional(),
  }),
  async run({ input, api, attach }) {
    const file = await api.file(fileId(input.file));
    const {
      id = "",
      size = 0,
      user,
      created,
      url_private_download,
      url_private = url_private_download,
    } = file;
    const type = file.mimetype || file.filetype || "application/octet-stream";
    const people = await api.users([user ?? ""]);
    const facts = {
      id,
      name: file.title || file.name || id,
      type,
      size,
      ...(user ? { user: personLabel(people.get(user), user) } : {}),
      ...(created ? { created_at: iso(created) } : {}),
      url: file.permalink ?? "",
    };
    const refusal = whyNot(file, type, url_private);
    if (refusal || !url_private)
      return { ...facts, content: "none" as const, reason: refusal ?? "it has no content" };
    const { bytes, type: sent } = await api.download(url_private, `content of file ${id}`);
    if (pictures.test(type)) {
      if (sent.includes("html"))
        throw new InputError(
          `Slack sent a page instead of the picture ${id}: the token may lack files:read.`,
        );
      attach({ data: bytes.toString("base64"), mimeType: type });
      return { ...facts, content: "picture" as const };
    }
    const text =
      type === canvasType ? htmlToMarkdown(bytes.toString("utf8")).markdown : bytes.toString("utf8");
    return {
      ...facts,
      content: "text" as const,
      ...slice(text, input),
    };
  },
  render: ({ text, next_offset, total_chars, reason, size, ...file }) =>
    parts(
      fields({ ...file, size: bytesText(size), total_chars }),
      reason && `No content: ${reason}.`,
      text,
      nextSlice({ next_offset }),
    ),
});

const canvasType = "application/vnd.slack-docs";
const texts =
  /^(text\/|application\/(json|xml|javascript|x-(sh|yaml|ndjson|sql)|yaml|toml|sql|csv)|.*\+(json|xml)$)/;

function whyNot(
  { mode, file_access, size = 0 }: SlackFile,
  type: string,
  url: string | undefined,
): string | undefined {
  if (mode === "tombstone") return "it was deleted";
  if (mode === "external" || !url) return "it lies outside Slack, behind its link";
  if (file_access && file_access !== "visible") return "Slack asks to check it first, or gives no access";
  if (pictures.test(type))
    return size > largestPicture ? `a picture over ${bytesText(largestPicture)}` : undefined;
  if (type !== canvasType && !texts.test(type)) return `${type} is neither text nor a picture`;
  return size > largestFile ? `over ${bytesText(largestFile)}` : undefined;
}
