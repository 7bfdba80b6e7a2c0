import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { channelLabel, findMessage } from "../find.ts";
import { messageShape, messageText, showMessages } from "../format.ts";
import { messageParams } from "../params.ts";
import { defineTool } from "../tool.ts";

export const getThread = defineTool({
  name: "slack_get_thread",
  title: "Get thread",
  description:
    "Returns a message and all its replies, oldest first, following every page of Slack's up to limit. Takes the link of the first message or of any reply. Bot or user token with channels:history (groups:history, im:history, mpim:history for private, direct and group conversations).",
  access: "read",
  group: "core",
  scopes: ["channels:history"],
  more: "Pass a smaller limit with cursor.",
  input: z.object({ ...messageParams, ...pageInput(1000, 200) }),
  output: z.object({ channel: z.string(), replies: z.int(), messages: z.array(messageShape), ...pageOutput }),
  async run({ input, api }) {
    const { channel, ts, thread = ts } = await findMessage(api, input.message, input.channel);
    let replies = 0;
    const { rows, ...next } = await collect(input, async (cursor, limit) => {
      const page = await api.replies(channel, thread, { limit: Math.min(limit, 200), cursor });
      const first = page.rows[0];
      replies = first?.reply_count ?? replies;
      // Slack repeats the first message on each page.
      return cursor === undefined
        ? page
        : { ...page, rows: page.rows.filter((message) => message.ts !== thread) };
    });
    const [label, messages] = await Promise.all([
      channelLabel(api, channel),
      showMessages(api, channel, rows),
    ]);
    return { channel: label, replies, messages, ...next };
  },
  render: (output) =>
    parts(
      `${output.channel}, ${output.replies} ${output.replies === 1 ? "reply" : "replies"}`,
      messageText(output.messages),
      nextPage(output),
    ),
});
