import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { findChannel, labelOf, personLabel } from "../find.ts";
import { channelLink } from "../format.ts";
import { toMarkdown } from "../mrkdwn.ts";
import { channelParam } from "../params.ts";
import { iso } from "../times.ts";
import { defineTool } from "../tool.ts";

export const getChannel = defineTool({
  name: "slack_get_channel",
  title: "Get channel",
  description:
    "Returns one channel with topic, purpose, member count, creator, its canvas and whether the token's owner is a member. People in it come from slack_list_channel_members, its messages from slack_list_messages. Bot or user token with channels:read (groups:read for private ones).",
  access: "read",
  group: "core",
  scopes: ["channels:read"],
  input: z.object({ channel: channelParam }),
  output: z.object({
    id: z.string(),
    channel: z.string(),
    private: z.boolean(),
    archived: z.boolean(),
    member: z.boolean(),
    members: z.int().optional(),
    topic: z.string().optional(),
    purpose: z.string().optional(),
    creator: z.string().optional(),
    created_at: z.string().optional(),
    canvas_id: z.string().optional(),
    url: z.string(),
  }),
  async run({ input, api }) {
    const id = await findChannel(api, input.channel);
    const channel = await api.freshChannel(id);
    const [{ url }, people] = await Promise.all([api.identity(), api.users([channel.creator ?? ""])]);
    const { creator, created, topic, purpose, num_members, properties } = channel;
    return {
      id,
      channel: await labelOf(api, channel),
      private: channel.is_private === true || channel.is_im === true,
      archived: channel.is_archived === true,
      member: channel.is_member === true || channel.is_im === true,
      ...(num_members === undefined ? {} : { members: num_members }),
      ...(topic?.value ? { topic: toMarkdown(topic.value) } : {}),
      ...(purpose?.value ? { purpose: toMarkdown(purpose.value) } : {}),
      ...(creator ? { creator: personLabel(people.get(creator), creator) } : {}),
      ...(created ? { created_at: iso(created) } : {}),
      ...(properties?.canvas?.file_id ? { canvas_id: properties.canvas.file_id } : {}),
      url: channelLink(url, id),
    };
  },
  render: ({ id: _id, ...channel }) => fields(channel),
});
