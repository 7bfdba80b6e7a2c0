import { InputError } from "@sophia-mcp/core/errors";
import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { findChannel, findMessage, messageLink, withIds } from "../find.ts";
import { placeOf } from "../format.ts";
import { allowSending, sendOnce } from "../outbox.ts";
import { channelInput, textParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const sendMessage = defineTool({
  name: "slack_send_message",
  title: "Send message",
  description:
    "Sends a Markdown message to a channel, a person or a thread, now or at send_at, and returns its link. Links show no preview. After an attempt whose outcome stayed unknown, the same message is first looked for and not sent twice. Bot or user token with chat:write (im:write for a person); the settings may allow some channels only.",
  access: "write",
  group: "core",
  scopes: ["chat:write"],
  input: z.object({
    to: channelInput.describe("#name, id, @person or e-mail; or a message's link, to reply in its thread"),
    text: textParam,
    thread: z.string().max(500).optional().describe("Reply to this message: its link or ts"),
    broadcast: z.boolean().default(false).describe("Show a reply in the channel as well"),
    send_at: z
      .string()
      .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/, "must be a time with its zone")
      .optional()
      .describe("Schedule for then, as 2026-11-30T09:00:00+01:00, at most 120 days ahead"),
  }),
  output: z.object({
    channel: z.string(),
    ts: z.string().optional(),
    url: z.string().optional(),
    thread_ts: z.string().optional(),
    scheduled_id: z.string().optional(),
    send_at: z.string().optional(),
    already_sent: z.boolean(),
  }),
  async run({ input, api }) {
    const link = messageLink(input.to);
    const channel = link?.channel ?? (await findChannel(api, input.to));
    const reply = input.thread ? await findMessage(api, input.thread, channel) : link?.ts ? link : undefined;
    if (reply && reply.channel !== channel) {
      throw new InputError(
        `"thread" is a message of another channel than "to": pass its link as "to" alone.`,
      );
    }
    await allowSending(api, channel);
    const thread = reply?.thread ?? reply?.ts;
    if (input.broadcast && (!thread || input.send_at)) {
      throw new InputError(
        `"broadcast" goes with a reply that is sent now: pass "thread", and no "send_at".`,
      );
    }
    const sendAt = input.send_at === undefined ? undefined : Math.floor(Date.parse(input.send_at) / 1000);
    const text = await withIds(api, input.text);
    const sent = await sendOnce(api, { channel, text, thread, broadcast: input.broadcast, sendAt });
    const { ts, scheduled_id, already_sent } = sent;
    const reply_to = thread ? { thread_ts: thread } : {};
    return {
      ...(await placeOf(api, sent.channel, ts ? { ts, ...reply_to } : undefined)),
      ...(ts ? { ts } : {}),
      ...reply_to,
      ...(scheduled_id ? { scheduled_id } : {}),
      ...(sendAt === undefined ? {} : { send_at: new Date(sendAt * 1000).toISOString() }),
      already_sent,
    };
  },
  render: ({ already_sent, scheduled_id, ...sent }) =>
    `${already_sent ? "Had arrived before, not sent again" : scheduled_id ? "Scheduled" : "Sent"}\n${fields({ ...sent, scheduled_id })}`,
});
