import { byKey } from "../world/world.ts";
import { slackIdFor } from "../world/ids.ts";
import { sectionsOf } from "./canvas-text.ts";
import { FILES, PICTURE } from "./seed-files.ts";
import type { Conversation, SlackState, StoredMessage } from "./state.ts";
import { BOT } from "./tokens.ts";

/** Channels of which the app is a member; it sees the other public ones from outside. */
const WITH_BOT = new Set(["general", "sales", "deal-marlow", "random"]);
/** Archived before anything else, so that the first pages of a list have little to show. */
const ARCHIVED = [
  ["project-atlas", "The first router, switched off"],
  ["office-move", "Boxes and keys"],
  ["summer-party", "Grill and music"],
] as const;

export function seed(state: SlackState): void {
  seedConversations(state);
  seedMessages(state);
  seedDirect(state);
  seedApp(state);
  seedFiles(state);
  markRead(state);
}

function conversation(
  state: SlackState,
  given: Partial<Conversation> & Pick<Conversation, "id" | "kind">,
): Conversation {
  const made: Conversation = {
    name: "",
    archived: false,
    members: new Set(),
    topic: "",
    purpose: "",
    creator: byKey(state.world.people, "ines").slackId,
    created: Math.floor(Date.parse(state.world.calendar.at(-420)) / 1000),
    lastRead: new Map(),
    canvasId: undefined,
    ...given,
  };
  state.conversations.push(made);
  return made;
}

function seedConversations(state: SlackState): void {
  const { people, channels } = state.world;
  for (const [name, purpose] of ARCHIVED) {
    conversation(state, {
      id: slackIdFor("C", `channel:${name}`),
      name,
      kind: "public",
      archived: true,
      purpose,
    });
  }
  for (const channel of channels) {
    const members = new Set(channel.memberKeys.map((key) => byKey(people, key).slackId));
    if (WITH_BOT.has(channel.key)) members.add(BOT.userId);
    conversation(state, {
      id: channel.slackId,
      name: channel.name,
      kind: channel.isPrivate ? "private" : "public",
      members,
      purpose: channel.purpose,
      topic: channel.key === "sales" ? "Forecast is due on Fridays" : "",
      created: Math.floor(Date.parse(channel.createdAt) / 1000),
    });
  }
}

export function stored(given: Partial<StoredMessage> & Pick<StoredMessage, "ts" | "channel">): StoredMessage {
  return {
    user: undefined,
    botId: undefined,
    username: undefined,
    text: "",
    threadTs: undefined,
    broadcast: false,
    reactions: [],
    files: [],
    editedTs: undefined,
    attachments: [],
    ...given,
  };
}

function seedMessages(state: SlackState): void {
  const { people, channels, messages } = state.world;
  const idOf = (key: string) => byKey(people, key).slackId;
  for (const message of messages) {
    const text = message.text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
    state.messages.push(
      stored({
        ts: message.ts,
        channel: byKey(channels, message.channelKey).slackId,
        user: idOf(message.authorKey),
        text: text.replace(/@([a-z]+)\b/g, (whole, key: string) => {
          const person = people.find((one) => one.key === key);
          return person ? `<@${person.slackId}>` : whole;
        }),
        threadTs: message.threadTs,
        reactions: message.reactions.map(({ name, userKeys }) => ({ name, users: userKeys.map(idOf) })),
      }),
    );
  }
}

/** What people say to each other alone: only Slack has it. */
function seedDirect(state: SlackState): void {
  const { people, calendar } = state.world;
  const idOf = (key: string) => byKey(people, key).slackId;
  const talks = [
    [
      "im",
      ["maren", "priya"],
      "priya",
      -1,
      "Gwen asks for *one* number she can show. Is <https://tessalane.example/roi?x=1&amp;y=2|the calculator> still right?",
    ],
    ["im", ["maren", "declan"], "declan", -3, "Can we talk about the credit before the call?"],
    ["im", ["priya", "hana"], "hana", -2, "Rollout plan is in the channel's canvas."],
    [
      "mpim",
      ["maren", "priya", "sofia"],
      "sofia",
      -5,
      "Pricing page: see <#" + slackIdFor("C", "channel:sales") + "|>, thread of today.",
    ],
  ] as const;
  for (const [index, [kind, keys, author, day, text]] of talks.entries()) {
    const channel = conversation(state, {
      id: slackIdFor(kind === "im" ? "D" : "G", `direct:${keys.join("+")}`),
      kind,
      name: kind === "mpim" ? `mpdm-${keys.join("--")}-1` : "",
      members: new Set(keys.map(idOf)),
    });
    const at = Date.parse(calendar.at(day, 13, 10 + index)) / 1000;
    state.messages.push(
      stored({ ts: `${at}.000${index + 1}00`, channel: channel.id, user: idOf(author), text }),
    );
  }
}

/** Another app, which writes into attachments and leaves the text empty. */
function seedApp(state: SlackState): void {
  const at = Date.parse(state.world.calendar.at(-2, 9, 30)) / 1000;
  state.messages.push(
    stored({
      ts: `${at}.900100`,
      channel: slackIdFor("C", "channel:engineering"),
      botId: slackIdFor("B", "app:builds"),
      username: "Builds",
      attachments: [
        {
          title: "edge-gateway #418 passed",
          title_link: "https://builds.example/edge-gateway/418",
          text: "Branch `backoff`, 212 tests in 3 min",
          fallback: "edge-gateway #418 passed",
        },
      ],
    }),
  );
}

function seedFiles(state: SlackState): void {
  const { people, calendar, channels, documents } = state.world;
  for (const file of FILES) {
    const id = slackIdFor("F", `file:${file.name}`);
    const channel = byKey(channels, file.channel).slackId;
    const user = byKey(people, file.author).slackId;
    const created = Date.parse(calendar.at(file.day, 11, 20)) / 1000;
    const bytes = file.text === undefined ? PICTURE : Buffer.from(file.text);
    const { name, title, mimetype, filetype } = file;
    const kept = { id, name, title, mimetype, filetype, bytes, user, created, updated: created };
    state.files.set(id, { ...kept, channels: [channel], sections: undefined, deleted: false });
    state.messages.push(stored({ ts: `${created}.700100`, channel, user, text: file.comment, files: [id] }));
  }
  for (const [key, channelKey] of [
    ["marlow-plan", "deal-marlow"],
    ["bluefin-renewal-plan", "deal-bluefin"],
    ["flow4-golive", undefined],
  ] as const) {
    const page = byKey(documents, key);
    const id = slackIdFor("F", `canvas:${key}`);
    const channel = channelKey && state.conversations.find((one) => one.name === channelKey);
    if (channel) channel.canvasId = id;
    state.files.set(id, {
      id,
      name: page.title,
      title: page.title,
      mimetype: "application/vnd.slack-docs",
      filetype: "quip",
      bytes: Buffer.alloc(0),
      user: byKey(people, page.authorKey).slackId,
      created: Date.parse(page.createdAt) / 1000,
      updated: Date.parse(page.updatedAt) / 1000,
      channels: channel ? [channel.id] : [],
      sections: sectionsOf(page.text, key),
      deleted: false,
    });
  }
  state.messages.sort((left, right) => Number(left.ts) - Number(right.ts));
}

/** Everyone has read up to two days ago, and the busy ones less. */
function markRead(state: SlackState): void {
  const { calendar } = state.world;
  const until = `${Date.parse(calendar.at(-2)) / 1000}.000000`;
  for (const channel of state.conversations)
    for (const member of channel.members) channel.lastRead.set(member, until);
}
