import { actorOf, type Conversation, newId, seconds, type SlackState } from "./state.ts";
import { fault, flag, type Json, method, type MethodCall, need, paged, wanted } from "./method.ts";
import { BOT } from "./tokens.ts";

const SCOPE: Readonly<Record<Conversation["kind"], string>> = {
  public: "channels",
  private: "groups",
  im: "im",
  mpim: "mpim",
};
const TYPE: Readonly<Record<Conversation["kind"], string>> = {
  public: "public_channel",
  private: "private_channel",
  im: "im",
  mpim: "mpim",
};

export const scopeOf = (channel: Conversation, right: "read" | "history"): string =>
  `${SCOPE[channel.kind]}:${right}`;

/** Others' private conversations do not exist as far as a token can tell. */
export function conversationOf({ state, token }: MethodCall, id: string): Conversation {
  const found = state.conversations.find((channel) => channel.id === id);
  const hidden = found && found.kind !== "public" && !found.members.has(actorOf(state, token));
  return found && !hidden ? found : fault("channel_not_found");
}

export function presentConversation(state: SlackState, channel: Conversation, actor: string): Json {
  const { id, name, kind, archived, members, topic, purpose, creator, created, canvasId } = channel;
  const common = {
    id,
    created,
    is_archived: archived,
    is_im: kind === "im",
    is_org_shared: false,
    context_team_id: "",
  };
  if (kind === "im") {
    const other = [...members].find((member) => member !== actor) ?? actor;
    return { ...common, user: other, is_user_deleted: false, priority: 0 };
  }
  return {
    ...common,
    name,
    name_normalized: name,
    is_channel: kind === "public",
    is_group: kind === "private",
    is_mpim: kind === "mpim",
    is_private: kind !== "public",
    is_general: name === "general",
    is_member: members.has(actor),
    creator,
    topic: { value: topic, creator: topic ? creator : "", last_set: topic ? created : 0 },
    purpose: { value: purpose, creator, last_set: created },
    previous_names: [],
    num_members: members.size,
    ...(canvasId
      ? { properties: { canvas: { file_id: canvasId, is_empty: false, quip_thread_id: "" } } }
      : {}),
  };
}

function typesOf({ args, token }: MethodCall): Set<string> {
  const types = (args["types"] ?? "public_channel").split(",").map((type) => type.trim());
  for (const [kind, type] of Object.entries(TYPE)) {
    if (types.includes(type)) need(token, `${SCOPE[kind as Conversation["kind"]]}:read`);
  }
  const unknown = types.find((type) => !Object.values(TYPE).includes(type));
  return unknown === undefined ? new Set(types) : fault("invalid_types");
}

function list(call: MethodCall, joined: boolean): Json {
  const { state, token, args } = call;
  const actor = actorOf(state, token);
  const types = typesOf(call);
  const all = joined
    ? state.conversations.filter((channel) => channel.members.has(actor))
    : state.conversations;
  const { rows, ...rest } = paged(
    all,
    args,
    100,
    (channel) =>
      types.has(TYPE[channel.kind]) &&
      !(flag(args["exclude_archived"]) && channel.archived) &&
      (channel.kind === "public" || channel.members.has(actor)),
  );
  return { channels: rows.map((channel) => presentConversation(state, channel, actor)), ...rest };
}

function info(call: MethodCall): Json {
  const channel = conversationOf(call, wanted(call.args, "channel"));
  need(call.token, scopeOf(channel, "read"));
  const actor = actorOf(call.state, call.token);
  const lastRead = call.token.kind === "user" ? channel.lastRead.get(actor) : undefined;
  const { num_members, ...shown } = presentConversation(call.state, channel, actor);
  return {
    channel: {
      ...shown,
      ...(flag(call.args["include_num_members"]) && num_members !== undefined ? { num_members } : {}),
      ...(lastRead ? { last_read: lastRead } : {}),
    },
  };
}

function members(call: MethodCall): Json {
  const channel = conversationOf(call, wanted(call.args, "channel"));
  need(call.token, scopeOf(channel, "read"));
  const { rows, ...rest } = paged([...channel.members], call.args, 100);
  return { members: rows, ...rest };
}

export function directWith(state: SlackState, ids: readonly string[]): Conversation {
  const everyone = new Set(ids);
  const kind = everyone.size > 2 ? "mpim" : "im";
  const same = (channel: Conversation) =>
    channel.kind === kind &&
    channel.members.size === everyone.size &&
    [...everyone].every((id) => channel.members.has(id));
  const known = state.conversations.find(same);
  if (known) return known;
  const made: Conversation = {
    id: newId(state, kind === "im" ? "D" : "G"),
    name: kind === "mpim" ? `mpdm-${state.nextId}` : "",
    kind,
    archived: false,
    members: everyone,
    topic: "",
    purpose: "",
    creator: ids[0] ?? "",
    created: seconds(state),
    lastRead: new Map(),
    canvasId: undefined,
  };
  state.conversations.push(made);
  return made;
}

export const isUser = (state: SlackState, id: string): boolean =>
  id === BOT.userId || state.world.people.some((person) => person.slackId === id && person.active);

function open({ state, token, args }: MethodCall): Json {
  const users = wanted(args, "users").split(",");
  need(token, users.length > 1 ? "mpim:write" : "im:write");
  if (!users.every((id) => isUser(state, id))) fault("user_not_found");
  return { channel: { id: directWith(state, [actorOf(state, token), ...users]).id } };
}

function create({ state, token, args }: MethodCall): Json {
  const name = wanted(args, "name");
  const isPrivate = flag(args["is_private"]);
  need(token, isPrivate ? "groups:write" : token.kind === "bot" ? "channels:manage" : "channels:write");
  if (!/^[\p{Ll}\p{Lo}\p{N}_-]{1,80}$/u.test(name)) fault("invalid_name_specials");
  if (state.conversations.some((channel) => channel.name === name)) fault("name_taken");
  const actor = actorOf(state, token);
  const made: Conversation = {
    id: newId(state, "C"),
    name,
    kind: isPrivate ? "private" : "public",
    archived: false,
    members: new Set([actor]),
    topic: "",
    purpose: "",
    creator: actor,
    created: seconds(state),
    lastRead: new Map(),
    canvasId: undefined,
  };
  state.conversations.push(made);
  return { channel: presentConversation(state, made, actor) };
}

function invite(call: MethodCall): Json {
  const { state, token, args } = call;
  const channel = conversationOf(call, wanted(args, "channel"));
  need(
    token,
    channel.kind === "private" ? "groups:write" : token.kind === "bot" ? "channels:manage" : "channels:write",
  );
  const users = wanted(args, "users").split(",");
  if (!channel.members.has(actorOf(state, token))) fault("not_in_channel");
  if (users.some((id) => !isUser(state, id))) fault("user_not_found");
  if (users.every((id) => channel.members.has(id))) fault("already_in_channel");
  for (const id of users) channel.members.add(id);
  return { channel: presentConversation(state, channel, actorOf(state, token)) };
}

export const conversationRoutes = [
  method("conversations.list", { tier: 2 }, (call) => list(call, false)),
  method("users.conversations", { tier: 3 }, (call) => list(call, true)),
  method("conversations.info", { tier: 3 }, info),
  method("conversations.members", { tier: 4 }, members),
  method("conversations.open", { tier: 3 }, open),
  method("conversations.create", { tier: 2 }, create),
  method("conversations.invite", { tier: 3 }, invite),
];
