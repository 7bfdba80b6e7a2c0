import type { Calendar } from "./calendar.ts";
import { CHANNELS, CONVERSATIONS } from "./conversations.ts";
import { slackIdFor } from "./ids.ts";
import type { Person } from "./people.ts";
import { createRandom } from "./random.ts";
import { table } from "./table.ts";
import type { WorkItem } from "./work.ts";

export type Channel = {
  key: string;
  name: string;
  purpose: string;
  isPrivate: boolean;
  memberKeys: readonly string[];
  createdAt: string;
  slackId: string;
};

export type Message = {
  key: string;
  channelKey: string;
  authorKey: string;
  at: string;
  /** Slack's id of a message within its channel. */
  ts: string;
  /** The `ts` of the message that it answers. */
  threadTs: string | undefined;
  /** Mentions are written `@key`; each system puts its own form. */
  text: string;
  reactions: readonly { name: string; userKeys: readonly string[] }[];
};

/** Channels of the few; everyone is in the others. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  sales: ["ines", "maren", "priya", "lucas", "hana", "declan", "sofia", "nadia", "rafael"],
  "deal-marlow": ["maren", "priya", "hana", "amara", "sofia"],
  "deal-bluefin": ["ines", "maren", "declan", "yusuf", "amara", "nadia"],
  engineering: ["tobias", "amara", "jonas", "mei", "rafael", "nadia", "sofia"],
  "edge-incidents": ["tobias", "amara", "rafael", "nadia", "yusuf", "declan"],
};

export function createChannels(calendar: Calendar, people: readonly Person[]): Channel[] {
  const active = people.filter((person) => person.active).map((person) => person.key);
  return table(["name", "purpose", "private"], CHANNELS).map((row, index) => ({
    key: row.name,
    name: row.name,
    purpose: row.purpose,
    isPrivate: row.private === "1",
    memberKeys: MEMBERS[row.name] ?? active,
    createdAt: calendar.at(-400 + index * 20),
    slackId: slackIdFor("C", `channel:${row.name}`),
  }));
}

/** Where the work of a project is talked about. */
const HOME: Readonly<Record<string, string>> = { flow4: "flow-launch", onboarding: "general" };

const STAND_UP = [
  (item: WorkItem) => `Today: ${item.title} (${item.key}).`,
  (item: WorkItem) =>
    `${item.key} is ${item.state.replace("_", " ")}, ${item.dueDate ? `due ${item.dueDate}` : "no date yet"}.`,
  (item: WorkItem) => `Needs eyes: ${item.title}, ${item.key}.`,
];
const REACTIONS = ["thumbsup", "eyes", "white_check_mark", "heart"];

export function createMessages(
  calendar: Calendar,
  seed: number,
  channels: readonly Channel[],
  work: readonly WorkItem[],
): Message[] {
  const random = createRandom(seed * 31 + 8);
  const messages: Message[] = [];
  const add = (channelKey: string, authorKey: string, at: string, text: string, threadTs?: string) => {
    const ts = `${Date.parse(at) / 1000}.${String(100_019 + messages.length * 37).padStart(6, "0")}`;
    const members = channels.find((channel) => channel.key === channelKey)?.memberKeys ?? [];
    const userKeys = [...new Set([random.pick(members), random.pick(members)])].filter(
      (key) => key !== authorKey,
    );
    const liked = random.chance(0.2) && userKeys.length > 0;
    const reactions = liked ? [{ name: random.pick(REACTIONS), userKeys }] : [];
    messages.push({
      key: `message-${messages.length + 1}`,
      channelKey,
      authorKey,
      at,
      ts,
      threadTs,
      text,
      reactions,
    });
    return ts;
  };
  let parent: string | undefined;
  for (const row of table(["channel", "day", "time", "author", "text"], CONVERSATIONS)) {
    const [hour = "9", minute = "0"] = row.time.split(":");
    const at = calendar.at(Number(row.day), Number(hour), Number(minute));
    const answer = row.author.startsWith(">");
    const ts = add(row.channel, row.author.replace(/^> */, ""), at, row.text, answer ? parent : undefined);
    if (!answer) parent = ts;
  }
  const open = work.filter(
    (item) => item.assigneeKey !== undefined && item.state !== "done" && item.state !== "cancelled",
  );
  for (const [index, item] of open.entries()) {
    const author = item.assigneeKey ?? "";
    const wanted = HOME[item.projectKey] ?? "engineering";
    const members = channels.find(({ key }) => key === wanted)?.memberKeys ?? [];
    const channel = members.includes(author) ? wanted : "general";
    add(channel, author, calendar.at(-1 - (index % 9), 8, 5 + index), random.pick(STAND_UP)(item));
  }
  return messages.sort((left, right) => Number(left.ts) - Number(right.ts));
}
