import { conversationOf, directWith, isUser } from "./conversations.ts";
import { messageOf, presentMessage } from "./history.ts";
import { fault, flag, type Json, method, type MethodCall, need, wanted } from "./method.ts";
import { stored } from "./seed.ts";
import { actorOf, type Conversation, newId, newTs, seconds, type StoredMessage } from "./state.ts";
import { BOT } from "./tokens.ts";

const LONGEST = 12_000;
const FURTHEST = 120 * 86_400;

/** Slack keeps a Markdown text in its own form. */
function fromMarkdown(markdown: string): string {
  return markdown
    .replace(/&(?!(?:amp|lt|gt);)/g, "&amp;")
    .replace(/<(?![@#!])/g, "&lt;")
    .replace(/\[([^\]]+)\]\((https?:[^)\s]+)\)/g, "<$2|$1>")
    .replace(/^#{1,6} (.+)$/gm, "*$1*")
    .replace(/\*\*(.+?)\*\*/g, "*$1*")
    .replace(/~~(.+?)~~/g, "~$1~")
    .replace(/^[-*] /gm, "• ");
}

function textOf({ args }: MethodCall): string {
  const { text, markdown_text: markdown, blocks, attachments } = args;
  if (markdown !== undefined && (text !== undefined || blocks !== undefined)) fault("markdown_text_conflict");
  if (!text && !markdown && !blocks && !attachments) fault("no_text");
  if ((markdown ?? text ?? "").length > LONGEST) fault("msg_too_long");
  return markdown === undefined ? (text ?? "") : fromMarkdown(markdown);
}

function target(call: MethodCall): Conversation {
  const { state, token } = call;
  const given = wanted(call.args, "channel");
  const actor = actorOf(state, token);
  if (/^[UW]/.test(given))
    return isUser(state, given) ? directWith(state, [actor, given]) : fault("channel_not_found");
  const named = state.conversations.find(
    (channel) => channel.name !== "" && channel.name === given.replace(/^#/, ""),
  );
  const channel = conversationOf(call, named?.id ?? given);
  if (channel.archived) fault("is_archived");
  if (!channel.members.has(actor)) fault("not_in_channel");
  return channel;
}

function threadOf(call: MethodCall, channel: Conversation): string | undefined {
  const ts = call.args["thread_ts"];
  if (!ts) return undefined;
  const root = call.state.messages.find((message) => message.channel === channel.id && message.ts === ts);
  return root ? (root.threadTs ?? root.ts) : fault("thread_not_found");
}

export function add(call: MethodCall, channel: Conversation, given: Partial<StoredMessage>): StoredMessage {
  const { state, token } = call;
  const sender = token.kind === "bot" ? { botId: BOT.botId, username: BOT.realName } : {};
  const message = stored({
    ts: newTs(state),
    channel: channel.id,
    user: actorOf(state, token),
    ...sender,
    ...given,
  });
  state.messages.push(message);
  return message;
}

function postMessage(call: MethodCall): Json {
  const text = textOf(call);
  const channel = target(call);
  const threadTs = threadOf(call, channel);
  const broadcast = threadTs !== undefined && flag(call.args["reply_broadcast"]);
  const message = add(call, channel, { text, threadTs, broadcast });
  return { channel: channel.id, ts: message.ts, message: presentMessage(call.state, message, call.origin) };
}

function own(call: MethodCall, refusal: string): { channel: Conversation; message: StoredMessage } {
  const channel = conversationOf(call, wanted(call.args, "channel"));
  const message = messageOf(call.state, channel, wanted(call.args, "ts"));
  if (message.user !== actorOf(call.state, call.token)) fault(refusal);
  return { channel, message };
}

function update(call: MethodCall): Json {
  const text = textOf(call);
  const { channel, message } = own(call, "cant_update_message");
  message.text = text;
  message.editedTs = `${seconds(call.state)}.000000`;
  return {
    channel: channel.id,
    ts: message.ts,
    text,
    message: presentMessage(call.state, message, call.origin),
  };
}

function remove(call: MethodCall): Json {
  const { channel, message } = own(call, "cant_delete_message");
  call.state.messages = call.state.messages.filter((other) => other !== message);
  return { channel: channel.id, ts: message.ts };
}

function schedule(call: MethodCall): Json {
  const { state, token, args } = call;
  const text = textOf(call);
  const channel = target(call);
  threadOf(call, channel);
  const postAt = Number(wanted(args, "post_at"));
  const now = Math.floor(state.clock / 1000);
  if (postAt <= now) fault("time_in_past");
  if (postAt > now + FURTHEST) fault("time_too_far");
  const id = newId(state, "Q");
  state.scheduled.push({ id, channel: channel.id, postAt, created: seconds(state), text, owner: token.name });
  return {
    channel: channel.id,
    scheduled_message_id: id,
    post_at: postAt,
    message: { text, type: "delayed_message" },
  };
}

function scheduledList(call: MethodCall): Json {
  const { state, token, args } = call;
  const channel = args["channel"] && conversationOf(call, args["channel"]).id;
  const { oldest = "0", latest = "9999999999" } = args;
  const waiting = state.scheduled.filter(
    (message) =>
      message.owner === token.name &&
      (!channel || message.channel === channel) &&
      message.postAt >= Number(oldest) &&
      message.postAt <= Number(latest),
  );
  const shown = waiting.map(({ id, channel: channel_id, postAt, created, text }) => ({
    id,
    channel_id,
    post_at: postAt,
    date_created: created,
    text,
  }));
  return { scheduled_messages: shown, response_metadata: { next_cursor: "" } };
}

const writes = { scopes: ["chat:write"] } as const;

export const chatRoutes = [
  method("chat.postMessage", { tier: 3, ...writes }, postMessage),
  method("chat.update", { tier: 3, ...writes }, update),
  method("chat.delete", { tier: 3, ...writes }, remove),
  method("chat.scheduleMessage", { tier: 3, ...writes }, schedule),
  method("chat.scheduledMessages.list", { tier: 3 }, (call) => {
    need(call.token);
    return scheduledList(call);
  }),
];
