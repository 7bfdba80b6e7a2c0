import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { findBlock } from "../find.ts";
import { linkTo } from "../ids.ts";
import { blockParam } from "../params.ts";
import { textRuns } from "../rich-text.ts";
import { defineTool } from "../tool.ts";
import { kindOf, uploadFile } from "../upload.ts";

export const addFile = defineTool({
  name: "notion_add_file",
  title: "Add file",
  description:
    "Uploads a file, from a public link that Notion fetches or from base64 content, and adds it to a page or block as an image, video, audio, PDF or file block in the same call. Pass url or content.",
  access: "write",
  group: "blocks",
  scopes: ["insert content"],
  input: z.object({
    block: blockParam,
    filename: z.string().min(1).max(200).describe("Name with extension, which decides the type"),
    url: z.url().max(2000).optional().describe("Public https link to the file"),
    content: z.string().max(40_000_000).optional().describe("The file in base64"),
    caption: z.string().max(2000).optional().describe("Caption"),
    kind: z.enum(["image", "video", "audio", "pdf", "file"]).optional().describe("Default: by the extension"),
  }),
  output: z.object({
    block_id: z.string(),
    file_upload_id: z.string(),
    filename: z.string(),
    kind: z.string(),
    bytes: z.int().optional(),
    url: z.string(),
  }),
  async run({ input, api, signal }) {
    const parent = await findBlock(api, input.block);
    const upload = await uploadFile(api, input, signal);
    const kind = input.kind ?? kindOf(input.filename);
    const value = {
      type: "file_upload",
      file_upload: { id: upload.id },
      ...(input.caption ? { caption: textRuns(input.caption) } : {}),
      ...(kind === "file" ? { name: input.filename } : {}),
    };
    const { results } = await api.appendChildren(parent, [{ type: kind, [kind]: value }]);
    return {
      block_id: results[0]?.id ?? "",
      file_upload_id: upload.id,
      filename: upload.filename ?? input.filename,
      kind,
      ...(upload.content_length ? { bytes: upload.content_length } : {}),
      url: linkTo(parent),
    };
  },
  render: (output) => `Added\n${fields(output)}`,
});
