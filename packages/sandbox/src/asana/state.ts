import type { Setting } from "../emulator.ts";
import type { World } from "../world/world.ts";
import { seed } from "./seed.ts";

export type Workspace = { gid: string; name: string; isOrganization: boolean };

export type Team = { gid: string; name: string; description: string; memberGids: string[] };

export type Project = {
  gid: string;
  name: string;
  html: string;
  teamGid: string;
  ownerGid: string | undefined;
  archived: boolean;
  startOn: string | undefined;
  dueOn: string | undefined;
  privacy: string;
  view: string;
  fieldGids: string[];
  createdAt: string;
  modifiedAt: string;
};

export type Section = { gid: string; name: string; projectGid: string; createdAt: string };

export type FieldValue = string | number | readonly string[] | { date: string; date_time?: string } | null;

export type CustomField = {
  gid: string;
  name: string;
  type: "text" | "number" | "enum" | "multi_enum" | "date" | "people";
  description: string;
  precision?: number;
  options: { gid: string; name: string; color: string; enabled: boolean }[];
  /** Formula fields and the like. */
  readOnly?: boolean;
};

export type Task = {
  gid: string;
  name: string;
  html: string;
  completed: boolean;
  completedAt: string | undefined;
  completedBy: string | undefined;
  assigneeGid: string | undefined;
  startOn: string | undefined;
  dueOn: string | undefined;
  dueAt: string | undefined;
  createdBy: string;
  createdAt: string;
  modifiedAt: string;
  memberships: { projectGid: string; sectionGid: string }[];
  parentGid: string | undefined;
  tagGids: string[];
  followerGids: string[];
  dependencies: string[];
  values: Map<string, FieldValue>;
  subtype: string;
};

export type Tag = { gid: string; name: string; color: string };

export type Story = {
  gid: string;
  taskGid: string;
  authorGid: string;
  createdAt: string;
  type: "comment" | "system";
  subtype: string;
  html: string;
  pinned: boolean;
};

export type StatusUpdate = {
  gid: string;
  parentGid: string;
  title: string;
  html: string;
  statusType: string;
  authorGid: string;
  createdAt: string;
};

export type Portfolio = {
  gid: string;
  name: string;
  ownerGid: string;
  itemGids: string[];
  createdAt: string;
};

export type Attachment = {
  gid: string;
  parentGid: string;
  name: string;
  host: string;
  type: string;
  bytes: Uint8Array | undefined;
  url: string | undefined;
  createdAt: string;
};

export type AsanaState = {
  world: World;
  workspaces: Workspace[];
  teams: Team[];
  projects: Map<string, Project>;
  sections: Map<string, Section>;
  fields: CustomField[];
  tasks: Map<string, Task>;
  tags: Tag[];
  stories: Story[];
  statuses: StatusUpdate[];
  portfolios: Portfolio[];
  attachments: Attachment[];
  nextId: number;
  /** Moves a second on with each write, so that orders by time are the same in every run. */
  clock: number;
  /** Requests so far, by token. */
  used: Map<string, number>;
};

export function createState({ world, now }: Setting): AsanaState {
  const state: AsanaState = {
    world,
    workspaces: [],
    teams: [],
    projects: new Map(),
    sections: new Map(),
    fields: [],
    tasks: new Map(),
    tags: [],
    stories: [],
    statuses: [],
    portfolios: [],
    attachments: [],
    nextId: 0,
    clock: now.getTime(),
    used: new Map(),
  };
  seed(state);
  return state;
}

export function timestamp(state: AsanaState): string {
  state.clock += 1000;
  return new Date(state.clock).toISOString();
}

/** Asana's ids do not fit a JavaScript number: they stay text. */
export function newGid(state: AsanaState): string {
  state.nextId += 1;
  return `12099${String(state.nextId).padStart(11, "0")}`;
}
