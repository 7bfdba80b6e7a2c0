import { parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { ignoreRefusal, type SlackApi } from "./api.ts";
import { channelLabel, userName } from "./find.ts";
import { mentionedIds, toMarkdown, type Names } from "./mrkdwn.ts";
import type { SlackFile, SlackMessage } from "./objects.ts";
import { iso } from "./times.ts";

/** A message as every answer shows it: text as Markdown, people as `Name [id]`. */
export const messageShape = z.object({
  ts: z.string(),
  created_at: z.string(),
  user: z.string(),
  text: z.string(),
  url: z.string(),
  thread_ts: z.string().optional(),
  replies: z.int().optional(),
  edited: z.boolean().optional(),
  reactions: z.array(z.string()).optional(),
  files: z.array(z.string()).optional(),
});

export type ShownMessage = z.output<typeof messageShape>;

export async function showMessages(
  api: SlackApi,
  channel: string,
  messages: readonly SlackMessage[],
): Promise<ShownMessage[]> {
  if (messages.length === 0) return [];
  const [names, { url }] = await Promise.all([namesIn(api, messages), api.identity()]);
  return messages.map((message) => showMessage(message, names, linkTo(url, channel, message)));
}

export function showMessage(message: SlackMessage, names: Names, url: string): ShownMessage {
  const { ts = "", thread_ts, reply_count, reactions = [], files = [] } = message;
  return {
    ts,
    created_at: iso(ts),
    user: author(message, names),
    text: toMarkdown(bodyOf(message), names),
    url,
    ...(thread_ts && thread_ts !== ts ? { thread_ts } : {}),
    ...(reply_count ? { replies: reply_count } : {}),
    ...(message.edited ? { edited: true } : {}),
    ...(reactions.length > 0
      ? { reactions: reactions.map(({ name, count }) => `${name} ${count ?? 1}`) }
      : {}),
    ...(files.length > 0 ? { files: files.map(fileLine) } : {}),
  };
}

/** Names of everyone and every channel that the messages come from or mention. */
export async function namesIn(api: SlackApi, messages: readonly SlackMessage[]): Promise<Names> {
  const mentioned = messages.map((message) => mentionedIds(bodyOf(message)));
  const channelIds = [...new Set(mentioned.flatMap(({ channels }) => channels))].slice(0, 20);
  const [people, channels] = await Promise.all([
    api.users([...messages.map((message) => message.user ?? ""), ...mentioned.flatMap(({ users }) => users)]),
    Promise.all(
      channelIds.map(async (id) => [id, (await api.channel(id).catch(ignoreRefusal))?.name] as const),
    ),
  ]);
  const channelNames = new Map(channels);
  return {
    user: (id) => {
      const user = people.get(id);
      return user ? userName(user) : id;
    },
    channel: (id) => channelNames.get(id) ?? id,
  };
}

function author({ user, bot_id, username, bot_profile }: SlackMessage, names: Names): string {
  const name = username || bot_profile?.name;
  if (user)
    return name && bot_id
      ? `${name} [${user}]`
      : names.user(user) === user
        ? user
        : `${names.user(user)} [${user}]`;
  return bot_id ? `${name ?? "bot"} [${bot_id}]` : (name ?? "unknown");
}

/** Apps write into attachments and blocks and may leave the text empty. */
function bodyOf({ text, attachments = [], blocks = [] }: SlackMessage): string {
  if (text) return text;
  const attached = attachments.map(({ pretext, title, text: body, fallback }) =>
    [pretext, title, body ?? fallback].filter(Boolean).join("\n"),
  );
  return [...attached, ...blocks.map(blockText)].filter(Boolean).join("\n");
}

function blockText(block: unknown): string {
  if (typeof block !== "object" || block === null) return "";
  if (Array.isArray(block)) return block.map(blockText).join("");
  const { text, elements, fields, name } = block as Record<string, unknown>;
  if (typeof text === "string") return text;
  if (typeof name === "string" && "type" in block && block.type === "emoji") return `:${name}:`;
  return [text, fields, elements].map(blockText).join("");
}

/** The address of a message; a reply's names its thread, or Slack would open the channel. */
export function linkTo(workspace: string, channel: string, { ts = "", thread_ts }: SlackMessage): string {
  const thread = thread_ts && thread_ts !== ts ? `?thread_ts=${thread_ts}&cid=${channel}` : "";
  return `${workspace}archives/${channel}/p${ts.replace(".", "")}${thread}`;
}

/** For a change that is made: nothing that fails afterwards may let it look undone. */
export async function placeOf(
  api: SlackApi,
  channel: string,
  message?: SlackMessage,
): Promise<{ channel: string; url?: string }> {
  const [label, identity] = await Promise.all([
    channelLabel(api, channel).catch(() => channel),
    api.identity().catch(() => undefined),
  ]);
  return { channel: label, ...(message && identity ? { url: linkTo(identity.url, channel, message) } : {}) };
}

export const channelLink = (workspace: string, channel: string): string => `${workspace}archives/${channel}`;

export function fileLine({
  id,
  name,
  title,
  mimetype,
  filetype,
  size,
  file_access,
  mode,
}: SlackFile): string {
  if (mode === "tombstone") return `${id} (deleted)`;
  if (file_access === "access_denied") return `${id} (no access)`;
  return `${id} ${title || name || ""} (${mimetype || filetype || "file"}${size === undefined ? "" : `, ${bytesText(size)}`})`;
}

export const bytesText = (size: number): string =>
  size < 1000 ? `${size} B` : size < 1e6 ? `${(size / 1000).toFixed(1)} kB` : `${(size / 1e6).toFixed(1)} MB`;

/** Messages for a reader: a head line each, the text, then what hangs on it. */
export function messageText(messages: readonly ShownMessage[]): string {
  if (messages.length === 0) return "(no messages)";
  return parts(
    ...messages.map((message) => {
      const { replies, edited, thread_ts } = message;
      const notes = [
        replies === undefined ? "" : `${replies} ${replies === 1 ? "reply" : "replies"}`,
        thread_ts ? `in thread ${thread_ts}` : "",
        edited ? "edited" : "",
      ].filter(Boolean);
      return [
        [`${message.user}, ${message.created_at}, ts ${message.ts}`, ...notes, message.url].join(", "),
        message.text,
        message.files && `files: ${message.files.join("; ")}`,
        message.reactions && `reactions: ${message.reactions.join(", ")}`,
      ]
        .filter(Boolean)
        .join("\n");
    }),
  );
}
