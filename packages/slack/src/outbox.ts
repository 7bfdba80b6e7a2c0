import { InputError, AuthError, ToolError } from "@sophia-mcp/core/errors";
import type { SlackApi } from "./api.ts";
import type { Draft } from "./changes.ts";
import { letters } from "./mrkdwn.ts";
import type { SlackMessage } from "./objects.ts";

/** The clock here and Slack's may differ by this much when a message's fate is looked up. */
const clockSkewSeconds = 600;
const remembered = 200;

/**
 * Refuses channels outside the allow-list of the settings. Entries are `#name`, an id, or `@` for all direct messages.
 * @throws InputError that names the setting
 */
export async function allowSending(api: SlackApi, channel: string): Promise<void> {
  const listed = api.sendChannels.split(",").map((entry) => entry.trim().replace(/^#/, "").toLowerCase());
  // An empty entry, as a comma too many leaves it, would allow every channel whose name is not told.
  const entries = new Set(listed.filter((entry) => entry !== ""));
  if (entries.has("*") || entries.has(channel.toLowerCase())) return;
  const { name = "", is_im, is_mpim } = await api.channel(channel);
  if (entries.has(is_im || is_mpim ? "@" : name.toLowerCase())) return;
  throw new InputError(
    `Sending to ${name ? `#${name}` : channel} is not allowed here: SLACK_SEND_CHANNELS holds ${api.sendChannels || "nothing"}.`,
  );
}

export interface Sent {
  channel: string;
  ts?: string;
  scheduled_id?: string;
  /** It had arrived with an earlier attempt whose answer was lost. */
  already_sent: boolean;
}

/**
 * Sends a message at most once: Slack knows no idempotency key, so an attempt whose outcome stayed unknown is
 * remembered, and the same message is looked for before it is sent again.
 */
export async function sendOnce(api: SlackApi, draft: Draft): Promise<Sent> {
  const key = JSON.stringify([draft.channel, draft.thread, draft.sendAt, draft.text]);
  const tried = api.unsure.get(key);
  if (tried !== undefined) {
    const found = await findSent(api, draft, tried);
    if (found) {
      api.unsure.delete(key);
      return { channel: draft.channel, ...found, already_sent: true };
    }
  }
  api.unsure.set(key, tried ?? Date.now());
  const [oldest] = api.unsure.keys();
  if (api.unsure.size > remembered && oldest !== undefined) api.unsure.delete(oldest);
  try {
    const sent =
      draft.sendAt === undefined ? await posted(api, draft) : await scheduled(api, draft, draft.sendAt);
    api.unsure.delete(key);
    return { ...sent, already_sent: false };
  } catch (error) {
    if (error instanceof ToolError && error.details.outcome === "not_done" && tried === undefined)
      api.unsure.delete(key);
    throw error;
  }
}

const posted = (api: SlackApi, draft: Draft) => api.post(draft);

async function scheduled(api: SlackApi, draft: Draft, at: number): Promise<Omit<Sent, "already_sent">> {
  const { id, channel } = await api.schedule(draft, at);
  return { channel, scheduled_id: id };
}

async function findSent(api: SlackApi, draft: Draft, tried: number): Promise<Partial<Sent> | undefined> {
  const wanted = letters(draft.text);
  try {
    if (draft.sendAt !== undefined) {
      const waiting = await api.scheduled(draft.channel, draft.sendAt);
      const found = waiting.find((message) => letters(message.text ?? "") === wanted);
      return found?.id === undefined ? undefined : { scheduled_id: found.id };
    }
    const { user_id, bot_id } = await api.identity();
    const since = { oldest: `${Math.floor(tried / 1000) - clockSkewSeconds}.000000`, limit: 200 };
    const page = draft.thread
      ? await api.replies(draft.channel, draft.thread, since)
      : await api.history(draft.channel, since);
    const own = (message: SlackMessage) =>
      message.user === user_id || (bot_id !== undefined && message.bot_id === bot_id);
    const found = page.rows.find((message) => own(message) && letters(message.text ?? "") === wanted);
    return found?.ts === undefined ? undefined : { ts: found.ts };
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    throw new InputError(
      "The same message was tried before with an unknown outcome, and this token may not read the channel to see whether it arrived. Look there first; to send it anyway, change the text.",
      { cause: error },
    );
  }
}
