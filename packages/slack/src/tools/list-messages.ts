import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { channelLabel, findChannel } from "../find.ts";
import { messageShape, messageText, showMessages } from "../format.ts";
import { channelParam, sinceParams } from "../params.ts";
import { moment } from "../times.ts";
import { defineTool } from "../tool.ts";

export const listMessages = defineTool({
  name: "slack_list_messages",
  title: "List messages",
  description:
    "Lists a channel's messages, newest first, with names, reactions, files and the number of replies. Replies themselves come from slack_get_thread. Bot or user token with channels:history (groups:history, im:history, mpim:history for private, direct and group conversations).",
  access: "read",
  group: "core",
  scopes: ["channels:history"],
  more: "Pass a smaller limit with cursor, or a shorter time.",
  input: z.object({ channel: channelParam, ...sinceParams, ...pageInput(200) }),
  output: z.object({ channel: z.string(), messages: z.array(messageShape), ...pageOutput }),
  async run({ input, api }) {
    const id = await findChannel(api, input.channel);
    const span = {
      ...(input.since === undefined ? {} : { oldest: moment("since", input.since) }),
      ...(input.until === undefined ? {} : { latest: moment("until", input.until) }),
    };
    const { rows, ...next } = await collect(input, (cursor, limit) =>
      api.history(id, { ...span, limit, cursor }),
    );
    const [channel, messages] = await Promise.all([channelLabel(api, id), showMessages(api, id, rows)]);
    return { channel, messages, ...next };
  },
  render: (output) => parts(output.channel, messageText(output.messages), nextPage(output)),
});
