import { digitsFor } from "../world/ids.ts";
import type { World } from "../world/world.ts";
import type { Objects } from "./git.ts";

export type Account = {
  id: number;
  login: string;
  name: string | null;
  email: string | null;
  type: "User" | "Bot" | "Organization";
};

export type Permission = "admin" | "write" | "triage" | "read";

export type Association = "COLLABORATOR" | "CONTRIBUTOR" | "MEMBER" | "NONE";

export type Pull = {
  base: string;
  head: string;
  headSha: string;
  baseSha: string;
  /** Whose copy the branch is in; the repository's owner unless it is a fork. */
  headOwner: string;
  draft: boolean;
  mergedAt: string | undefined;
  mergedBy: string | undefined;
  mergeSha: string | undefined;
  reviewers: string[];
  teams: string[];
};

export type Issue = {
  id: number;
  number: number;
  title: string;
  body: string | null;
  author: string;
  open: boolean;
  reason: "completed" | "not_planned" | "duplicate" | "reopened" | null;
  labels: string[];
  assignees: string[];
  milestone: number | undefined;
  type: string | undefined;
  parent: number | undefined;
  createdAt: string;
  updatedAt: string;
  closedAt: string | undefined;
  pull: Pull | undefined;
};

export type Comment = { id: number; number: number; author: string; body: string; createdAt: string };

export type Review = {
  id: number;
  number: number;
  author: string;
  body: string;
  state: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED";
  commit: string;
  submittedAt: string;
};

export type ReviewComment = Comment & {
  review: number;
  path: string;
  line: number;
  startLine: number | undefined;
  side: "LEFT" | "RIGHT";
  commit: string;
  hunk: string;
};

export type Job = {
  /** Also the id of its check run. */
  id: number;
  runId: number;
  name: string;
  sha: string;
  branch: string;
  status: "completed" | "in_progress" | "queued";
  conclusion: "success" | "failure" | null;
  startedAt: string;
  completedAt: string | undefined;
  failedStep: string | undefined;
  log: string;
};

export type Run = {
  id: number;
  number: number;
  workflow: string;
  path: string;
  title: string;
  branch: string;
  sha: string;
  event: "push" | "pull_request";
  actor: string;
  headOwner: string;
  status: Job["status"];
  conclusion: Job["conclusion"];
  createdAt: string;
  updatedAt: string;
};

export type Milestone = {
  number: number;
  title: string;
  description: string;
  dueOn: string | undefined;
  creator: string;
};

export type Release = {
  id: number;
  tag: string;
  name: string;
  body: string;
  author: string;
  prerelease: boolean;
  publishedAt: string;
  assets: readonly string[];
};

export type Notification = {
  id: string;
  login: string;
  number: number;
  reason: string;
  unread: boolean;
  updatedAt: string;
};

export type Repo = {
  id: number;
  owner: string;
  name: string;
  description: string;
  language: string;
  isPrivate: boolean;
  topics: readonly string[];
  defaultBranch: string;
  createdAt: string;
  pushedAt: string;
  stars: number;
  forks: number;
  objects: Objects;
  branches: Map<string, string>;
  tags: Map<string, string>;
  labels: { id: number; name: string; color: string; description: string | null }[];
  milestones: Milestone[];
  issues: Map<number, Issue>;
  comments: Comment[];
  reviews: Review[];
  reviewComments: ReviewComment[];
  runs: Run[];
  jobs: Job[];
  releases: Release[];
  notifications: Notification[];
  permissions: Map<string, Permission>;
};

export type GitHubState = {
  world: World;
  accounts: Map<string, Account>;
  repos: Repo[];
  nextId: number;
  /** Moves a second on with each write, so that orders by time are the same in every run. */
  clock: number;
  /** Requests so far by resource, for the rate-limit headers. */
  used: Map<string, number>;
  /** Installation tokens that were handed out. */
  minted: Set<string>;
};

/** GitHub's times have no fractions. */
export const seconds = (iso: string): string => `${iso.slice(0, 19)}Z`;

export function timestamp(state: GitHubState): string {
  state.clock += 1000;
  return seconds(new Date(state.clock).toISOString());
}

export function newId(state: GitHubState): number {
  state.nextId += 7;
  return state.nextId;
}

export const issueId = (repo: Repo, number: number): number =>
  Number(digitsFor(`github:issue:${repo.name}:${number}`, 10));

export function accountOf(state: GitHubState, login: string): Account | undefined {
  return state.accounts.get(login.toLowerCase());
}

/** What somebody is to a repository of the company. */
export function associationOf(state: GitHubState, repo: Repo, login: string): Association {
  const employee = state.world.people.some((person) => person.githubLogin === login);
  if (employee) return "MEMBER";
  if (repo.permissions.has(login)) return "COLLABORATOR";
  const merged = [...repo.issues.values()].some((issue) => issue.author === login && issue.pull?.mergedAt);
  return merged ? "CONTRIBUTOR" : "NONE";
}
