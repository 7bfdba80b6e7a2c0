import { parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { labelOf } from "../find.ts";
import { channelLink, messageShape, messageText, showMessages } from "../format.ts";
import { iso } from "../times.ts";
import { defineTool } from "../tool.ts";

/** Slack counts unread messages only up to a page; beyond it the answer says "or more". */
const countedAtMost = 100;

export const listUnread = defineTool({
  name: "slack_list_unread",
  title: "List unread",
  description:
    "Lists the conversations in which the token's owner has unread messages, with their number and the newest of them. Costs two calls for each conversation looked at, so it looks at the first max_channels only; name channels with slack_list_messages to see more. Needs a user token with channels:read and channels:history (groups, im and mpim likewise).",
  access: "read",
  group: "unread",
  scopes: ["channels:read", "channels:history"],
  needs: "user",
  more: "Ask for fewer messages of each conversation.",
  input: z.object({
    types: z
      .array(z.enum(["public", "private", "group", "direct"]))
      .min(1)
      .max(4)
      .default(["direct", "group", "private", "public"])
      .describe("Kinds of conversation, looked at in this order"),
    max_channels: z.int().min(1).max(40).default(20).describe("Conversations to look at, at most 40"),
    messages: z.int().min(0).max(20).default(3).describe("Newest unread messages of each to show"),
  }),
  output: z.object({
    looked_at: z.int(),
    conversations: z.array(
      z.object({
        channel: z.string(),
        unread: z.int(),
        or_more: z.boolean().optional(),
        last_read_at: z.string().optional(),
        url: z.string(),
        messages: z.array(messageShape),
      }),
    ),
  }),
  async run({ input, api, progress }) {
    const kinds = { direct: "im", group: "mpim", private: "private_channel", public: "public_channel" };
    const pages = input.types.map((type) => api.channels("conversations", { limit: 200 }, kinds[type]));
    const joined = (await Promise.all(pages)).flatMap((page) => page.rows).slice(0, input.max_channels);
    const { url, user_id } = await api.identity();
    let done = 0;
    const looked = joined.map(async ({ id = "" }) => {
      const channel = await api.freshChannel(id);
      const page = await api.history(id, { limit: countedAtMost, oldest: channel.last_read ?? "0" });
      progress(++done, joined.length);
      const unread = page.rows.filter((message) => message.user !== user_id);
      return unread.length === 0
        ? []
        : [
            {
              channel: await labelOf(api, channel),
              unread: unread.length,
              ...(page.next === undefined ? {} : { or_more: true }),
              ...(Number(channel.last_read ?? 0) > 0 ? { last_read_at: iso(channel.last_read ?? 0) } : {}),
              url: channelLink(url, id),
              messages: await showMessages(api, id, unread.slice(0, input.messages)),
            },
          ];
    });
    return { looked_at: joined.length, conversations: (await Promise.all(looked)).flat() };
  },
  render: ({ looked_at, conversations }) =>
    parts(
      `${conversations.length} of ${looked_at} conversations have unread messages`,
      ...conversations.map(({ channel, unread, or_more, messages, url }) =>
        parts(
          `${channel}: ${unread}${or_more ? " or more" : ""} unread, ${url}`,
          messages.length > 0 && messageText(messages),
        ),
      ),
    ),
});
