import { fileOf, presentFile } from "./files.ts";
import { permalinkOf } from "./history.ts";
import { fault, type Json, method, type MethodCall, wanted } from "./method.ts";
import { actorOf, type Conversation, type SlackState, type StoredMessage, TEAM } from "./state.ts";

type Test = (message: StoredMessage, channel: Conversation) => boolean;

const MONTHS = "january february march april may june july august september october november december".split(
  " ",
);

/** What a search can reach: the owner's own conversations and every public channel. */
function reachable(state: SlackState, actor: string): Map<string, Conversation> {
  const seen = state.conversations.filter(
    (channel) => channel.kind === "public" || channel.members.has(actor),
  );
  return new Map(seen.map((channel) => [channel.id, channel]));
}

function personOf(state: SlackState, given: string, actor: string): string {
  const bare = given.replace(/^<?@?|>$/g, "");
  if (bare === "me") return actor;
  const person = state.world.people.find(
    (one) =>
      one.slackId === bare ||
      `${one.firstName}.${one.lastName}`.toLowerCase() === bare ||
      one.firstName.toLowerCase() === bare,
  );
  return person?.slackId ?? "nobody";
}

const dayOf = (ts: string): string => new Date(Number(ts) * 1000).toISOString().slice(0, 10);

function during(given: string, now: Date): (day: string) => boolean {
  if (/^\d{4}$/.test(given)) return (day) => day.startsWith(given);
  const month = MONTHS.findIndex((name) => name.startsWith(given.toLowerCase())) + 1;
  if (month === 0) return (day) => day === given;
  // A month that is still to come was last year's.
  const year = month - 1 > now.getUTCMonth() ? now.getUTCFullYear() - 1 : now.getUTCFullYear();
  return (day) => day.startsWith(`${year}-${String(month).padStart(2, "0")}`);
}

function modifier(state: SlackState, actor: string, key: string, value: string): Test {
  switch (key) {
    case "in": {
      const bare = value.replace(/^<?[#@]?|>$/g, "");
      const person = value.includes("@") ? personOf(state, value, actor) : undefined;
      return (_message, channel) =>
        person
          ? channel.kind === "im" && channel.members.has(person)
          : channel.id === bare || channel.name === bare;
    }
    case "from": {
      const person = personOf(state, value, actor);
      return (message) => message.user === person;
    }
    case "before":
      return (message) => dayOf(message.ts) < value;
    case "after":
      return (message) => dayOf(message.ts) > value;
    case "on":
      return (message) => dayOf(message.ts) === value;
    case "during": {
      const inside = during(value, state.world.calendar.now);
      return (message) => inside(dayOf(message.ts));
    }
    case "has":
      return (message) =>
        value === "file" ? message.files.length > 0 : value === "reaction" && message.reactions.length > 0;
    default:
      return () => true;
  }
}

/** Words must all occur, a phrase as it stands; `-` before one excludes it. */
function testsOf(state: SlackState, query: string, actor: string): { tests: Test[]; words: string[] } {
  const tests: Test[] = [];
  const words: string[] = [];
  for (const [, minus, key, value, phrase, word] of query.matchAll(
    /(-?)(?:(in|from|before|after|on|during|has|to):(\S+)|"([^"]+)"|(\S+))/g,
  )) {
    const sought = (phrase ?? word ?? "").toLowerCase();
    const test: Test = key
      ? modifier(state, actor, key, value ?? "")
      : (message) => message.text.toLowerCase().includes(sought);
    if (!key && !minus) words.push(sought);
    tests.push(minus ? (message, channel) => !test(message, channel) : test);
  }
  return { tests, words };
}

const byTime = (left: StoredMessage, right: StoredMessage): number => Number(right.ts) - Number(left.ts);

function search({ state, token, args, origin }: MethodCall): Json {
  const query = wanted(args, "query");
  const actor = actorOf(state, token);
  const channels = reachable(state, actor);
  const { tests, words } = testsOf(state, query, actor);
  if (tests.length === 0) fault("no_query");
  const score = (message: StoredMessage) =>
    words.reduce((sum, word) => sum + message.text.toLowerCase().split(word).length - 1, 0) /
    (20 + message.text.length);
  const order =
    args["sort"] === "timestamp"
      ? byTime
      : (left: StoredMessage, right: StoredMessage) => score(right) - score(left) || byTime(left, right);
  const found = state.messages
    .filter((message) => {
      const channel = channels.get(message.channel);
      return channel !== undefined && tests.every((test) => test(message, channel));
    })
    .sort(order);
  if (args["sort_dir"] === "asc") found.reverse();
  const show = (message: StoredMessage) =>
    match(state, message, channels.get(message.channel), actor, origin);
  return pageOf(found, show, query, args);
}

/** Pages by number, or by cursor from `*` on. */
function pageOf(
  found: readonly StoredMessage[],
  show: (message: StoredMessage) => Json,
  query: string,
  args: MethodCall["args"],
): Json {
  const count = Number(args["count"] ?? 20);
  if (!Number.isInteger(count) || count < 1 || count > 100) fault("invalid_arguments");
  const { cursor } = args;
  const byCursor =
    !cursor || cursor === "*"
      ? 1
      : Number(/^page:(\d+)$/.exec(Buffer.from(cursor, "base64").toString())?.[1] ?? fault("invalid_cursor"));
  const page = cursor ? byCursor : Number(args["page"] ?? 1);
  const pages = Math.max(1, Math.ceil(found.length / count));
  const matches = found.slice((page - 1) * count, page * count);
  const next_cursor = cursor && page < pages ? Buffer.from(`page:${page + 1}`).toString("base64") : "";
  return {
    query,
    messages: {
      total: found.length,
      paging: { count, total: found.length, page, pages },
      pagination: {
        total_count: found.length,
        page,
        per_page: count,
        page_count: pages,
        first: 1,
        last: matches.length,
      },
      matches: matches.map(show),
    },
    response_metadata: { next_cursor },
  };
}

function match(
  state: SlackState,
  message: StoredMessage,
  channel: Conversation | undefined,
  actor: string,
  origin: string,
): Json {
  const other = [...(channel?.members ?? [])].find((member) => member !== actor);
  const author = state.world.people.find((person) => person.slackId === message.user);
  return {
    type: "message",
    iid: `${message.channel}-${message.ts}`,
    team: TEAM.id,
    ts: message.ts,
    text: message.text,
    user: message.user ?? "",
    username: author ? `${author.firstName}.${author.lastName}`.toLowerCase() : (message.username ?? ""),
    ...(message.files.length > 0 ? { files: filesOf(state, message, origin) } : {}),
    permalink: permalinkOf(message),
    channel: {
      id: message.channel,
      name: channel?.kind === "im" ? (other ?? "") : (channel?.name ?? ""),
      is_private: channel?.kind !== "public",
      is_im: channel?.kind === "im",
      is_mpim: channel?.kind === "mpim",
      is_channel: channel?.kind === "public",
      ...(channel?.kind === "im" ? { user: other } : {}),
    },
  };
}

const filesOf = (state: SlackState, message: StoredMessage, origin: string): Json[] =>
  message.files.flatMap((id) => fileOf(state, id) ?? []).map((file) => presentFile(file, origin));

export const searchRoutes = [
  method("search.messages", { tier: 2, scopes: ["search:read"], only: "user" }, search),
];
