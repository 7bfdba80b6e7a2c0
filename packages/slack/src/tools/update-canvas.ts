import { InputError } from "@sophia-mcp/core/errors";
import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { SlackApi } from "../api.ts";
import type { CanvasChange } from "../changes.ts";
import { fileId } from "../files.ts";
import { findChannel } from "../find.ts";
import { allowSending } from "../outbox.ts";
import { channelInput } from "../params.ts";
import { defineTool } from "../tool.ts";

const operations = {
  append: "insert_at_end",
  prepend: "insert_at_start",
  replace: "replace",
  insert_after: "insert_after",
  insert_before: "insert_before",
  delete: "delete",
} as const;

export const updateCanvas = defineTool({
  name: "slack_update_canvas",
  title: "Create or update canvas",
  description:
    "Creates a canvas, also as a channel's own, or changes one: adds Markdown at the end, the start or beside a section, or replaces or deletes a section. Replace without section overwrites the whole canvas, and Slack's version history is the only way back. Read it with slack_get_canvas first. Bot or user token with canvases:write (canvases:read for section by text).",
  access: "write",
  group: "canvases",
  scopes: ["canvases:write"],
  input: z.object({
    operation: z
      .enum(["create", "append", "prepend", "replace", "insert_after", "insert_before", "delete"])
      .describe("create makes a new canvas; the others change the given one"),
    canvas: z.string().max(500).optional().describe("Canvas id or link; not for create"),
    markdown: z.string().max(100_000).optional().describe("Content; not for delete"),
    section: z
      .string()
      .max(500)
      .optional()
      .describe("Section id from slack_get_canvas, or text that only this section holds"),
    title: z.string().max(255).optional().describe("Title, for create"),
    channel: channelInput.optional().describe("For create: make it this channel's own canvas"),
  }),
  output: z.object({ id: z.string(), url: z.string().optional() }),
  async run({ input, api }) {
    const id = input.operation === "create" ? await create() : await change(input.operation);
    // The change is made: a look-up that fails now must not let it look undone.
    const file = await api.file(id).catch(() => undefined);
    return { id, ...(file?.permalink ? { url: file.permalink } : {}) };

    async function create(): Promise<string> {
      if (input.canvas || input.section) throw new InputError(`create takes no "canvas" and no "section".`);
      const channel = input.channel === undefined ? undefined : await findChannel(api, input.channel);
      // What stands in a channel's own canvas is told to all of the channel.
      if (channel !== undefined) await allowSending(api, channel);
      return api.createCanvas(input.title, input.markdown ?? "", channel);
    }

    async function change(operation: keyof typeof operations): Promise<string> {
      if (!input.canvas) throw new InputError(`"canvas" is needed for ${operation}.`);
      if (input.title || input.channel) throw new InputError(`"title" and "channel" are for create only.`);
      if ((input.markdown === undefined) !== (operation === "delete")) {
        throw new InputError(
          operation === "delete" ? `delete takes no "markdown".` : `"markdown" is needed for ${operation}.`,
        );
      }
      const canvas = fileId(input.canvas);
      const { channels = [] } = api.sendChannels.trim() === "*" ? {} : await api.file(canvas);
      for (const channel of channels) await allowSending(api, channel);
      const edit: CanvasChange = {
        operation: operations[operation],
        ...(await sectionFor(api, canvas, operation, input.section)),
        ...(input.markdown === undefined ? {} : { markdown: input.markdown }),
      };
      await api.editCanvas(canvas, edit);
      return canvas;
    }
  },
  render: (canvas) => `Done\n${fields(canvas)}`,
});

async function sectionFor(
  api: SlackApi,
  canvas: string,
  operation: keyof typeof operations,
  given: string | undefined,
): Promise<{ section_id?: string }> {
  if (given === undefined) {
    if (operation === "append" || operation === "prepend" || operation === "replace") return {};
    throw new InputError(`"section" is needed for ${operation}.`);
  }
  if (operation === "append" || operation === "prepend")
    throw new InputError(`${operation} takes no "section".`);
  if (/^temp:C:\S+$/.test(given)) return { section_id: given };
  const found = await api.sections(canvas, given);
  if (found.length === 1 && found[0]) return { section_id: found[0] };
  const problem = found.length === 0 ? "no section holds" : `${found.length} sections hold`;
  throw new InputError(`In canvas ${canvas} ${problem} "${given}". slack_get_canvas with find shows ids.`);
}
