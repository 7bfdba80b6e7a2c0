import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { findMessage } from "../find.ts";
import { placeOf } from "../format.ts";
import { messageParams } from "../params.ts";
import { defineTool } from "../tool.ts";

export const deleteMessage = defineTool({
  name: "slack_delete_message",
  title: "Delete message",
  description:
    "Deletes a message that the token's own user or bot has sent. It cannot be brought back; replies of its thread stay. Bot or user token with chat:write.",
  access: "destroy",
  group: "core",
  scopes: ["chat:write"],
  input: z.object(messageParams),
  output: z.object({ channel: z.string(), ts: z.string() }),
  async run({ input, api }) {
    const { channel, ts } = await findMessage(api, input.message, input.channel);
    await api.remove(channel, ts);
    return { ...(await placeOf(api, channel)), ts };
  },
  render: (message) => `Deleted\n${fields(message)}`,
});
