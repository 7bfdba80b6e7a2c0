import { InputError } from "@sophia-mcp/core/errors";
import { parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { SlackApi } from "../api.ts";
import { channelLabel, findMessage, personLabel, type MessagePlace } from "../find.ts";
import { messageShape, messageText, showMessages } from "../format.ts";
import type { SlackMessage } from "../objects.ts";
import { messageParams } from "../params.ts";
import { defineTool } from "../tool.ts";

export const getMessage = defineTool({
  name: "slack_get_message",
  title: "Get message",
  description:
    "Returns one message by link, or by ts and channel, with its files and who reacted with what. A reply is found too. For the conversation around it use slack_get_thread. Bot or user token with channels:history (groups:history, im:history, mpim:history for private, direct and group conversations).",
  access: "read",
  group: "core",
  scopes: ["channels:history"],
  input: z.object(messageParams),
  output: messageShape.extend({
    channel: z.string(),
    reacted: z.array(z.object({ emoji: z.string(), people: z.array(z.string()) })).optional(),
  }),
  async run({ input, api }) {
    const place = await findMessage(api, input.message, input.channel);
    const message = await read(api, place);
    const reactions = message.reactions ?? [];
    const [channel, [shown], url, people] = await Promise.all([
      channelLabel(api, place.channel),
      showMessages(api, place.channel, [message]),
      api.permalink(place.channel, place.ts),
      api.users(reactions.flatMap((reaction) => reaction.users ?? [])),
    ]);
    if (!shown) throw notThere(place);
    const reacted = reactions.map(({ name = "", users = [] }) => ({
      emoji: name,
      people: users.map((id) => personLabel(people.get(id), id)),
    }));
    return { channel, ...shown, url, ...(reacted.length > 0 ? { reacted } : {}) };
  },
  render: ({ channel, reacted = [], ...message }) =>
    parts(
      channel,
      messageText([message]),
      reacted.map(({ emoji, people }) => `${emoji}: ${people.join(", ")}`).join("\n"),
    ),
});

/** History holds first messages only; a reply is asked for through its thread, which also its own ts names. */
async function read(api: SlackApi, { channel, ts, thread }: MessagePlace): Promise<SlackMessage> {
  const only = { oldest: ts, latest: ts, inclusive: true, limit: 1 };
  const same = (message: SlackMessage) => message.ts === ts;
  const found = thread === undefined ? (await api.history(channel, only)).rows.find(same) : undefined;
  const message = found ?? (await api.replies(channel, thread ?? ts, { ...only, limit: 2 })).rows.find(same);
  if (!message) throw notThere({ channel, ts });
  return message;
}

const notThere = ({ channel, ts }: MessagePlace): InputError =>
  new InputError(
    `Channel ${channel} has no message ${ts}, or it was deleted. slack_list_messages shows what is there.`,
  );
