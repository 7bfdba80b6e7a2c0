import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { channelLabel, findChannel, userName } from "../find.ts";
import type { SlackUser } from "../objects.ts";
import { channelParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const listChannelMembers = defineTool({
  name: "slack_list_channel_members",
  title: "List channel members",
  description:
    "Lists the people and apps in a channel, with names, e-mails and titles. Bot or user token with channels:read (groups:read for private ones) and users:read.",
  access: "read",
  group: "core",
  scopes: ["channels:read", "users:read"],
  more: "Pass a smaller limit with cursor.",
  input: z.object({ channel: channelParam, ...pageInput(200, 100) }),
  output: z.object({
    channel: z.string(),
    members: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        email: z.string().optional(),
        title: z.string().optional(),
        app: z.boolean().optional(),
      }),
    ),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const id = await findChannel(api, input.channel);
    const { rows, ...next } = await collect(input, (cursor, limit) => api.members(id, { limit, cursor }));
    const [channel, people] = await Promise.all([channelLabel(api, id), api.users(rows)]);
    const members = rows.map((id) => memberOf(id, people.get(id)));
    return { channel, members, ...next };
  },
  render: (output) =>
    parts(output.channel, table(output.members, ["id", "name", "email", "title", "app"]), nextPage(output)),
});

function memberOf(id: string, user: SlackUser | undefined) {
  const { email, title } = user?.profile ?? {};
  return {
    id,
    name: user ? userName(user) : id,
    ...(email ? { email } : {}),
    ...(title ? { title } : {}),
    ...(user?.is_bot ? { app: true } : {}),
  };
}
