import { conversationOf, scopeOf } from "./conversations.ts";
import { fileOf, presentFile } from "./files.ts";
import { fault, flag, type Json, method, type MethodCall, need, paged, wanted } from "./method.ts";
import { actorOf, type Conversation, type SlackState, type StoredMessage, TEAM } from "./state.ts";

export function presentMessage(state: SlackState, message: StoredMessage, origin: string): Json {
  const { ts, user, botId, username, text, threadTs, broadcast, reactions, files, editedTs, attachments } =
    message;
  const replies = repliesOf(state, message);
  const last = replies.at(-1);
  return {
    type: "message",
    ts,
    text,
    team: TEAM.id,
    ...(broadcast ? { subtype: "thread_broadcast" } : botId && !user ? { subtype: "bot_message" } : {}),
    ...(user ? { user } : {}),
    ...(botId ? { bot_id: botId } : {}),
    ...(username ? { username } : {}),
    ...(threadTs ? { thread_ts: threadTs } : {}),
    ...(last
      ? {
          thread_ts: ts,
          reply_count: replies.length,
          reply_users_count: new Set(replies.map((reply) => reply.user)).size,
          latest_reply: last.ts,
        }
      : {}),
    ...(editedTs ? { edited: { user, ts: editedTs } } : {}),
    ...(reactions.length > 0
      ? { reactions: reactions.map(({ name, users }) => ({ name, users, count: users.length })) }
      : {}),
    ...(files.length > 0
      ? {
          files: files
            .map((id) => fileOf(state, id))
            .map((file) => (file ? presentFile(file, origin) : { mode: "tombstone" })),
        }
      : {}),
    ...(attachments.length > 0 ? { attachments } : {}),
  };
}

const repliesOf = (state: SlackState, { channel, ts, threadTs }: StoredMessage): StoredMessage[] =>
  threadTs ? [] : state.messages.filter((message) => message.channel === channel && message.threadTs === ts);

export function messageOf(state: SlackState, channel: Conversation, ts: string): StoredMessage {
  return (
    state.messages.find((message) => message.channel === channel.id && message.ts === ts) ??
    fault("message_not_found")
  );
}

function readable(call: MethodCall): Conversation {
  const channel = conversationOf(call, wanted(call.args, "channel"));
  need(call.token, scopeOf(channel, "history"));
  // People may read a public channel without joining it; apps may not.
  if (call.token.kind === "bot" && !channel.members.has(actorOf(call.state, call.token)))
    fault("not_in_channel");
  return channel;
}

function inSpan({
  oldest = "0",
  latest = "9999999999",
  inclusive,
}: MethodCall["args"]): (message: StoredMessage) => boolean {
  const ends = flag(inclusive) ? 0 : 1e-9;
  if (Number.isNaN(Number(oldest))) fault("invalid_ts_oldest");
  if (Number.isNaN(Number(latest))) fault("invalid_ts_latest");
  return ({ ts }) => compare(ts, oldest) >= ends && compare(latest, ts) >= ends;
}

/** Six digits after the point do not fit a number exactly together with ten before it; a difference of texts does. */
function compare(left: string, right: string): number {
  const [leftSeconds = "0", leftPart = ""] = left.split(".");
  const [rightSeconds = "0", rightPart = ""] = right.split(".");
  const whole = Number(leftSeconds) - Number(rightSeconds);
  return whole === 0 ? Number(leftPart.padEnd(6, "0")) - Number(rightPart.padEnd(6, "0")) : whole;
}

function history(call: MethodCall): Json {
  const { state, args, origin } = call;
  const channel = readable(call);
  const span = inSpan(args);
  const all = state.messages
    .filter(
      (message) =>
        message.channel === channel.id && (!message.threadTs || message.broadcast) && span(message),
    )
    .toReversed();
  const { rows, response_metadata } = paged(all, args, 100);
  const more = response_metadata.next_cursor !== "";
  return {
    messages: rows.map((message) => presentMessage(state, message, origin)),
    has_more: more,
    pin_count: 0,
    ...(more ? { response_metadata } : {}),
  };
}

/** The first message is on every page; asked for with a reply's ts, Slack gives that reply alone. */
function replies(call: MethodCall): Json {
  const { state, args, origin } = call;
  const channel = readable(call);
  const ts = wanted(args, "ts");
  const root =
    state.messages.find((message) => message.channel === channel.id && message.ts === ts) ??
    fault("thread_not_found");
  const { rows, response_metadata } = paged(repliesOf(state, root).filter(inSpan(args)), args, 1000);
  const more = response_metadata.next_cursor !== "";
  return {
    messages: [root, ...rows].map((message) => presentMessage(state, message, origin)),
    has_more: more,
    ...(more ? { response_metadata } : {}),
  };
}

export function permalinkOf(message: StoredMessage): string {
  const thread = message.threadTs ? `?thread_ts=${message.threadTs}&cid=${message.channel}` : "";
  return `${TEAM.url}archives/${message.channel}/p${message.ts.replace(".", "")}${thread}`;
}

function permalink(call: MethodCall): Json {
  const channel = conversationOf(call, wanted(call.args, "channel"));
  return {
    channel: channel.id,
    permalink: permalinkOf(messageOf(call.state, channel, wanted(call.args, "message_ts"))),
  };
}

function react(call: MethodCall, add: boolean): Json {
  const channel = conversationOf(call, wanted(call.args, "channel"));
  const message = messageOf(call.state, channel, wanted(call.args, "timestamp"));
  const name = wanted(call.args, "name");
  const actor = actorOf(call.state, call.token);
  if (!/^[\w+'-]+(::skin-tone-[2-6])?$/.test(name)) fault("invalid_name");
  if (channel.archived) fault("is_archived");
  const known = message.reactions.find((reaction) => reaction.name === name);
  if (add) {
    if (known?.users.includes(actor)) fault("already_reacted");
    if (known) known.users.push(actor);
    else message.reactions.push({ name, users: [actor] });
    return {};
  }
  if (!known?.users.includes(actor)) return fault("no_reaction");
  known.users = known.users.filter((user) => user !== actor);
  message.reactions = message.reactions.filter((reaction) => reaction.users.length > 0);
  return {};
}

export const historyRoutes = [
  method("conversations.history", { tier: 3 }, history),
  method("conversations.replies", { tier: 3 }, replies),
  method("chat.getPermalink", { tier: 4 }, permalink),
  method("reactions.add", { tier: 3, scopes: ["reactions:write"] }, (call) => react(call, true)),
  method("reactions.remove", { tier: 2, scopes: ["reactions:write"] }, (call) => react(call, false)),
];
