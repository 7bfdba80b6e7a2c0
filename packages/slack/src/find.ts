import { InputError } from "@sophia-mcp/core/errors";
import { both, theOne, unlabel } from "@sophia-mcp/core/names";
import { nearest } from "@sophia-mcp/core/nearest";
import { ignoreRefusal, type SlackApi } from "./api.ts";
import type { SlackChannel, SlackUser } from "./objects.ts";

const fold = (text: string | undefined): string => (text ?? "").trim().toLowerCase();

const channelId = /^[CGD][A-Z0-9]{6,}$/;
const userId = /^[UW][A-Z0-9]{6,}$/;
/** Other brackets belong to the name. */
const anyId = /^[A-Z][A-Z0-9]{6,}$/;
const email = /^@?([^\s@<>]+@[^\s@<>]+\.[^\s@<>]+)$/;

export const userName = (user: SlackUser): string =>
  user.profile?.real_name || user.real_name || user.profile?.display_name || user.name || (user.id ?? "");

export const personLabel = (user: SlackUser | undefined, id: string): string =>
  both(user && userName(user), id);

/**
 * A person by id, e-mail, name or "me".
 * @throws InputError with candidates when the name is unknown or ambiguous
 */
export async function findUser(api: SlackApi, given: string): Promise<SlackUser & { id: string }> {
  const wanted = unlabel(given, anyId);
  if (fold(wanted) === "me")
    return { ...(await api.user((await api.identity()).user_id)), id: (await api.identity()).user_id };
  if (userId.test(wanted)) return { ...(await api.user(wanted)), id: wanted };
  const address = email.exec(wanted)?.[1];
  if (address) {
    const user = await api.userByEmail(address);
    if (user?.id) return { ...user, id: user.id };
    throw new InputError(
      `Nobody in this Slack has the e-mail address ${address}. slack_search_users finds people by name.`,
    );
  }
  const everyone = (await api.everyUser()).filter((user) => !user.deleted);
  const name = fold(wanted.replace(/^@/, ""));
  const names = (user: SlackUser) =>
    [user.real_name, user.profile?.real_name, user.profile?.display_name, user.name].map(fold);
  const exact = everyone.filter((user) => names(user).includes(name));
  const found =
    exact.length > 0 ? exact : everyone.filter((user) => names(user).some((own) => own.includes(name)));
  const user = theOne(given, found, {
    what: "person in this Slack",
    name: userName,
    show: (one) => personLabel(one, one.id ?? ""),
    known: everyone,
    hint: "slack_search_users lists people.",
  });
  return { ...user, id: user.id ?? "" };
}

/**
 * The id of a channel given by #name, id, link or `Name [id]`; a person stands for the direct conversation with them.
 * @throws InputError with the nearest name when there is none
 */
export async function findChannel(api: SlackApi, given: string): Promise<string> {
  const link = messageLink(given);
  if (link) return link.channel;
  const wanted = unlabel(given, anyId);
  if (channelId.test(wanted)) return wanted;
  if (userId.test(wanted) || wanted.startsWith("@") || email.test(wanted)) return directChannel(api, wanted);
  const name = fold(wanted.replace(/^#/, ""));
  const named = (channels: readonly SlackChannel[]) =>
    channels.find((channel) => fold(channel.name) === name)?.id;
  // Where the token's owner is a member comes first: that list is short even where there are thousands of channels.
  const joined = await api.everyChannel("conversations");
  const id = named(joined) ?? named(await api.everyChannel("list")) ?? named(await api.newestChannels());
  if (id) return id;
  const names = (await api.everyChannel("list")).map((channel) => channel.name ?? "");
  const near = nearest(name, names);
  const hint = near ? ` Did you mean #${near}?` : " slack_list_channels lists them.";
  throw new InputError(`This token sees no open channel "${given}".${hint}`);
}

async function directChannel(api: SlackApi, given: string): Promise<string> {
  const user = await findUser(api, given);
  const known = (await api.directChannels()).find((channel) => channel.user === user.id);
  return known?.id ?? api.openDirect([user.id]);
}

export interface MessagePlace {
  channel: string;
  ts: string;
  /** The message that the thread hangs on, where the link tells it. */
  thread?: string;
}

/** Reads `https://….slack.com/archives/C0123/p1763570400100759?thread_ts=…`. */
export function messageLink(
  given: string,
): MessagePlace | { channel: string; ts?: undefined; thread?: undefined } | undefined {
  const match =
    /^<?https:\/\/[^/\s]+\/(?:archives|client\/T[A-Z0-9]+)\/([CGD][A-Z0-9]+)(?:\/p(\d{10})(\d{6}))?[^\s?]*(\?[^\s>]*)?>?$/.exec(
      given.trim(),
    );
  if (!match) return undefined;
  const [, channel = "", seconds, rest, query = ""] = match;
  if (!seconds) return { channel };
  const thread = new URLSearchParams(query).get("thread_ts");
  return { channel, ts: `${seconds}.${rest}`, ...(thread && stamp.test(thread) ? { thread } : {}) };
}

const stamp = /^\d{10}\.\d{6}$/;

/**
 * The place of a message given by link, or by ts together with its channel.
 * @throws InputError that says what is missing
 */
export async function findMessage(
  api: SlackApi,
  message: string,
  channel: string | undefined,
): Promise<MessagePlace> {
  const link = messageLink(message);
  if (link?.ts) {
    if (channel === undefined || (await findChannel(api, channel)) === link.channel) return link;
    throw new InputError(`The link in "message" is of another channel than "channel". Leave "channel" out.`);
  }
  const ts = message.trim().replace(/^p?(\d{10})(\d{6})$/, "$1.$2");
  if (!stamp.test(ts)) {
    throw new InputError(
      `"message" must be a message's link or its ts, such as 1763570400.100759, not "${message.slice(0, 80)}".`,
    );
  }
  if (channel === undefined)
    throw new InputError(`"channel" is needed with a ts. A message's link needs none.`);
  return { channel: await findChannel(api, channel), ts };
}

/** `#general [C0123]`, or the person of a direct conversation. Falls back to the id where the token may not ask. */
export async function channelLabel(api: SlackApi, id: string): Promise<string> {
  const channel = await api.channel(id).catch(ignoreRefusal);
  return channel ? labelOf(api, channel) : id;
}

export async function labelOf(api: SlackApi, channel: SlackChannel): Promise<string> {
  const id = channel.id ?? "";
  if (channel.user) {
    const user = (await api.users([channel.user])).get(channel.user);
    return `@${user ? userName(user) : channel.user} [${id}]`;
  }
  return channel.name ? `${channel.is_mpim ? "" : "#"}${channel.name} [${id}]` : id;
}

/**
 * Replaces `<@name or e-mail>` and `<#channel>` in a text that is about to be sent by Slack's ids.
 * @throws InputError for a name that nobody, or more than one, has
 */
export async function withIds(api: SlackApi, text: string): Promise<string> {
  const names = [...text.matchAll(/<([@#])([^<>|\n]{1,100})>/g)];
  let result = text;
  for (const [whole, sign, name = ""] of names) {
    const id =
      sign === "@"
        ? userId.test(name)
          ? name
          : (await findUser(api, name)).id
        : await findChannel(api, name);
    result = result.replace(whole, `<${sign}${id}>`);
  }
  return result;
}
