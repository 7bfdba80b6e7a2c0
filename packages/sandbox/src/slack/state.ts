import type { Setting } from "../emulator.ts";
import { slackIdFor } from "../world/ids.ts";
import type { World } from "../world/world.ts";
import { seed } from "./seed.ts";
import { BOT, type SlackToken } from "./tokens.ts";

export const TEAM = {
  id: slackIdFor("T", "team:tessalane"),
  name: "Tessalane",
  url: "https://tessalane.slack.com/",
};

export type Conversation = {
  id: string;
  name: string;
  kind: "public" | "private" | "im" | "mpim";
  archived: boolean;
  members: Set<string>;
  topic: string;
  purpose: string;
  creator: string;
  created: number;
  /** By member. */
  lastRead: Map<string, string>;
  canvasId: string | undefined;
};

export type StoredMessage = {
  ts: string;
  channel: string;
  user: string | undefined;
  botId: string | undefined;
  username: string | undefined;
  /** Slack's own form, mrkdwn. */
  text: string;
  threadTs: string | undefined;
  broadcast: boolean;
  reactions: { name: string; users: string[] }[];
  files: string[];
  editedTs: string | undefined;
  attachments: { title: string; title_link: string; text: string; fallback: string }[];
};

/** A block of a canvas: the smallest part that can be changed. */
export type Section = { id: string; markdown: string };

export type StoredFile = {
  id: string;
  name: string;
  title: string;
  mimetype: string;
  filetype: string;
  bytes: Buffer;
  user: string;
  created: number;
  updated: number;
  channels: string[];
  /** A canvas has these in place of bytes. */
  sections: Section[] | undefined;
  deleted: boolean;
};

export type Scheduled = {
  id: string;
  channel: string;
  postAt: number;
  created: number;
  text: string;
  owner: string;
};

export type SlackState = {
  world: World;
  conversations: Conversation[];
  messages: StoredMessage[];
  files: Map<string, StoredFile>;
  /** Reserved places by the last part of their address. */
  uploads: Map<
    string,
    { id: string; filename: string; length: number; bytes: Buffer | undefined; user: string }
  >;
  scheduled: Scheduled[];
  /** Times of calls by method and token. */
  calls: Map<string, number[]>;
  /** Moves a second on with each write, so that orders by time are the same in every run. */
  clock: number;
  nextId: number;
  /** Requests so far, for their ids. */
  nextRequest: number;
};

export function createState({ world, now }: Setting): SlackState {
  const state: SlackState = {
    world,
    conversations: [],
    messages: [],
    files: new Map(),
    uploads: new Map(),
    scheduled: [],
    calls: new Map(),
    clock: now.getTime(),
    nextId: 1,
    nextRequest: 0,
  };
  seed(state);
  return state;
}

export function seconds(state: SlackState): number {
  state.clock += 1000;
  return Math.floor(state.clock / 1000);
}

export function newTs(state: SlackState): string {
  return `${seconds(state)}.${String(200_009 + state.nextId++).padStart(6, "0")}`;
}

export function newId(state: SlackState, prefix: string): string {
  return slackIdFor(prefix, `new:${prefix}:${state.nextId++}`);
}

/** The user as whom a token acts. */
export function actorOf(state: SlackState, token: SlackToken): string {
  return state.world.people.find((person) => person.key === token.personKey)?.slackId ?? BOT.userId;
}
