import { InputError } from "@sophia-mcp/core/errors";
import { fields, parts, table } from "@sophia-mcp/core/render";
import { nextSlice, slice, sliceInput, sliceOutput } from "@sophia-mcp/core/slice";
import { z } from "zod";
import { fileId } from "../files.ts";
import { findChannel } from "../find.ts";
import { htmlToMarkdown } from "../html.ts";
import { channelInput } from "../params.ts";
import { iso } from "../times.ts";
import { defineTool } from "../tool.ts";

export const getCanvas = defineTool({
  name: "slack_get_canvas",
  title: "Get canvas",
  description:
    "Returns a canvas as Markdown, by its id or link, or a channel's own canvas by channel. With find it also returns the ids of the sections that hold a text, which slack_update_canvas takes. Long canvases come in slices: pass next_offset as offset. Bot or user token with files:read, and canvases:read for find.",
  access: "read",
  group: "canvases",
  scopes: ["files:read", "canvases:read"],
  more: "Pass a smaller length.",
  input: z.object({
    canvas: z.string().max(500).optional().describe("Canvas id such as F0123ABCDEF, or its link"),
    channel: channelInput.optional().describe("Instead of canvas: the channel whose own canvas is meant"),
    find: z.string().min(1).max(500).optional().describe("Text whose sections' ids are wanted"),
    ...sliceInput(100_000, 20_000),
  }),
  output: z.object({
    id: z.string(),
    title: z.string(),
    updated_at: z.string().optional(),
    url: z.string(),
    text: z.string(),
    ...sliceOutput,
    sections: z.array(z.object({ id: z.string(), text: z.string() })).optional(),
  }),
  async run({ input, api }) {
    if (input.canvas && input.channel) throw new InputError(`Pass "canvas" or "channel", not both.`);
    const id = input.canvas ? fileId(input.canvas) : await canvasOf(input.channel);
    const file = await api.file(id);
    if (file.mimetype !== "application/vnd.slack-docs" || !file.url_private) {
      throw new InputError(
        `File ${id} is no canvas but ${file.mimetype ?? "something else"}: use slack_get_file.`,
      );
    }
    const { bytes } = await api.download(file.url_private, `content of canvas ${id}`);
    const { markdown, sections } = htmlToMarkdown(bytes.toString("utf8"));
    const found = input.find === undefined ? undefined : await api.sections(id, input.find);
    return {
      id,
      title: file.title ?? file.name ?? id,
      ...(file.updated ? { updated_at: iso(file.updated) } : {}),
      url: file.permalink ?? "",
      ...slice(markdown, input),
      ...(found
        ? {
            sections: found.map((section) => ({
              id: section,
              text: sections.find((one) => one.id === section)?.text ?? "",
            })),
          }
        : {}),
    };

    async function canvasOf(channel: string | undefined): Promise<string> {
      if (channel === undefined) throw new InputError(`"canvas" or "channel" is needed.`);
      const { properties, name } = await api.freshChannel(await findChannel(api, channel));
      const own = properties?.canvas?.file_id;
      if (own) return own;
      throw new InputError(
        `${name ? `#${name}` : channel} has no canvas. slack_update_canvas with channel creates one.`,
      );
    }
  },
  render: ({ text, sections, next_offset, ...canvas }) =>
    parts(
      fields(canvas),
      text,
      nextSlice({ next_offset }),
      sections && `Sections found:\n${table(sections, ["id", "text"])}`,
    ),
});
