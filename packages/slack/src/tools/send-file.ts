import { InputError } from "@sophia-mcp/core/errors";
import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { findChannel, findMessage, messageLink, withIds } from "../find.ts";
import { placeOf } from "../format.ts";
import { toMrkdwn } from "../mrkdwn.ts";
import { allowSending } from "../outbox.ts";
import { channelInput } from "../params.ts";
import { defineTool } from "../tool.ts";

export const sendFile = defineTool({
  name: "slack_send_file",
  title: "Send file",
  description:
    "Uploads a file, given as text or base64, and shares it in a channel, with a person or in a thread. Slack has no protection against a second file of the same name, and addresses in comment are no links. Bot or user token with files:write; the settings may allow some channels only.",
  access: "write",
  group: "core",
  scopes: ["files:write"],
  input: z.object({
    to: channelInput.describe("#name, id, @person or e-mail; or a message's link, to reply in its thread"),
    filename: z.string().min(1).max(255).describe("Name with extension, such as report.csv"),
    content: z.string().min(1).max(5_000_000).describe("The file's content"),
    encoding: z.enum(["text", "base64"]).default("text").describe("How content is written"),
    title: z.string().max(255).optional().describe("Title shown in Slack; default: the file's name"),
    comment: z.string().max(4000).optional().describe("Markdown message beside the file"),
    thread: z.string().max(500).optional().describe("Reply to this message: its link or ts"),
  }),
  output: z.object({
    id: z.string(),
    name: z.string(),
    channel: z.string(),
    thread_ts: z.string().optional(),
    url: z.string().optional(),
  }),
  async run({ input, api }) {
    const bytes = decode(input.content, input.encoding);
    const link = messageLink(input.to);
    const channel = link?.channel ?? (await findChannel(api, input.to));
    const reply = input.thread ? await findMessage(api, input.thread, channel) : link?.ts ? link : undefined;
    const thread = reply?.thread ?? reply?.ts;
    await allowSending(api, channel);
    const comment = input.comment && toMrkdwn(await withIds(api, input.comment));
    const name = input.title ?? input.filename;
    const id = await api.upload(input.filename, bytes);
    const file = await api.shareFile({ id, title: name }, { channel, thread, comment });
    return {
      id,
      name,
      ...(await placeOf(api, channel)),
      ...(thread ? { thread_ts: thread } : {}),
      ...(file.permalink ? { url: file.permalink } : {}),
    };
  },
  render: (file) => `Sent\n${fields(file)}`,
});

function decode(content: string, encoding: "text" | "base64"): Buffer {
  if (encoding === "text") return Buffer.from(content, "utf8");
  const plain = content.replace(/\s+/g, "");
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(plain))
    throw new InputError(`"content" is not base64; with plain text pass encoding: text.`);
  return Buffer.from(plain, "base64");
}
