import type { ToolCall } from "@sophia-mcp/core/tool";
import { z } from "zod";
import type { SlackApi } from "./api.ts";
import { findMessage } from "./find.ts";
import { placeOf } from "./format.ts";
import { emojiParam, messageParams } from "./params.ts";

export const reactionInput = z.object({ ...messageParams, emoji: emojiParam });

export const reactionOutput = z.object({
  channel: z.string(),
  ts: z.string(),
  emoji: z.string(),
  changed: z.boolean(),
});

export const react =
  (kind: "add" | "remove") =>
  async ({ input, api }: ToolCall<SlackApi, z.output<typeof reactionInput>>) => {
    const { channel, ts } = await findMessage(api, input.message, input.channel);
    const changed = await api.react(kind, channel, ts, input.emoji);
    return { ...(await placeOf(api, channel)), ts, emoji: input.emoji, changed };
  };
