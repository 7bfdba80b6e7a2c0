import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { findMessage, withIds } from "../find.ts";
import { placeOf } from "../format.ts";
import { allowSending } from "../outbox.ts";
import { messageParams, textParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const updateMessage = defineTool({
  name: "slack_update_message",
  title: "Update message",
  description:
    "Replaces the text of a message that the token's own user or bot has sent. The old text is gone; Slack marks the message as edited. Bot or user token with chat:write.",
  access: "write",
  idempotent: true,
  group: "core",
  scopes: ["chat:write"],
  input: z.object({ ...messageParams, text: textParam }),
  output: z.object({ channel: z.string(), ts: z.string(), url: z.string().optional() }),
  async run({ input, api }) {
    const { channel, ts, thread } = await findMessage(api, input.message, input.channel);
    await allowSending(api, channel);
    await api.update(channel, ts, await withIds(api, input.text));
    const message = { ts, ...(thread ? { thread_ts: thread } : {}) };
    return { ...(await placeOf(api, channel, message)), ts };
  },
  render: (message) => `Updated\n${fields(message)}`,
});
