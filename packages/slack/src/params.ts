import { momentForms } from "@sophia-mcp/core/times";
import { z } from "zod";

export const channelInput = z.string().min(1).max(300);
export const channelParam = channelInput.describe("#name, id, link, or @person for direct messages");

export const messageParams = {
  message: z.string().min(1).max(500).describe("The message's link, or its ts together with channel"),
  channel: channelInput.optional().describe("#name or id, needed with a ts"),
};

export const personInput = z.string().min(1).max(320);

/** Slack takes no longer Markdown. @see https://docs.slack.dev/reference/methods/chat.postMessage */
export const textParam = z
  .string()
  .min(1)
  .max(12_000)
  .describe("Markdown; mention people as <@name> or <@e-mail>, channels as <#name>");

export const sinceParams = {
  since: z.string().max(40).optional().describe(`Only from then on: ${momentForms}`),
  until: z.string().max(40).optional().describe("Only before then, in the same forms"),
};

/** Colons and a skin tone are part of how people write an emoji; Slack wants its bare name. */
export const emojiParam = z
  .string()
  .min(1)
  .max(100)
  .regex(/^:?[^\s:]+(::skin-tone-[2-6])?:?$/, "must be an emoji's name, such as thumbsup")
  .transform((text) => text.replace(/^:|:$/g, ""))
  .describe("The emoji's name, such as thumbsup or white_check_mark");
