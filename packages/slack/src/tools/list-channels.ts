import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { SlackApi } from "../api.ts";
import { labelOf } from "../find.ts";
import { channelLink } from "../format.ts";
import type { SlackChannel } from "../objects.ts";
import { defineTool } from "../tool.ts";

const types = { public: "public_channel", private: "private_channel", group: "mpim", direct: "im" } as const;
/** Slack counts a page before it filters, so pages are short; small ones would cost many calls. */
const pageSize = 200;

export const listChannels = defineTool({
  name: "slack_list_channels",
  title: "List channels",
  description:
    "Lists channels with topic and member count, open ones unless archived is set; with types also group and direct conversations. Private channels show only where the token's owner is a member. Bot or user token with channels:read (groups:read, im:read, mpim:read for the other types).",
  access: "read",
  group: "core",
  scopes: ["channels:read", "groups:read"],
  more: "Pass query, or a smaller limit with cursor.",
  input: z.object({
    query: z.string().max(200).default("").describe("Part of the name, topic or purpose"),
    types: z
      .array(z.enum(["public", "private", "group", "direct"]))
      .min(1)
      .max(4)
      .default(["public", "private"])
      .describe("Kinds of conversation"),
    joined: z.boolean().default(false).describe("Only where the token's owner is a member"),
    archived: z.boolean().default(false).describe("Archived ones too"),
    ...pageInput(200, 50),
  }),
  output: z.object({
    channels: z.array(
      z.object({
        channel: z.string(),
        private: z.boolean(),
        members: z.int().optional(),
        archived: z.boolean().optional(),
        topic: z.string().optional(),
        url: z.string(),
      }),
    ),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const wanted = input.query.toLowerCase();
    const matches = (channel: SlackChannel) =>
      [channel.name, channel.topic?.value, channel.purpose?.value].some((text) =>
        text?.toLowerCase().includes(wanted),
      );
    const kinds = input.types.map((type) => types[type]).join(",");
    const { rows, ...next } = await collect(input, async (cursor) => {
      const from = input.joined ? "conversations" : "list";
      const page = await api.channels(from, { limit: pageSize, cursor }, kinds, input.archived);
      return wanted === "" ? page : { ...page, rows: page.rows.filter(matches) };
    });
    const { url } = await api.identity();
    const channels = rows.map((channel) => shown(api, channel, url));
    return { channels: await Promise.all(channels), ...next };
  },
  render: (output) =>
    parts(
      table(output.channels, ["channel", "private", "members", "archived", "topic", "url"]),
      nextPage(output),
    ),
});

async function shown(api: SlackApi, channel: SlackChannel, workspace: string) {
  return {
    channel: await labelOf(api, channel),
    private: channel.is_private === true || channel.is_im === true,
    ...(channel.num_members === undefined ? {} : { members: channel.num_members }),
    ...(channel.is_archived ? { archived: true } : {}),
    ...topicOf(channel),
    url: channelLink(workspace, channel.id ?? ""),
  };
}

function topicOf({ topic, purpose }: SlackChannel): { topic?: string } {
  const text = topic?.value || purpose?.value;
  return text ? { topic: text.slice(0, 250) } : {};
}
