import { fields, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { FoundIssue, Issue } from "./api/issues.ts";
import type { ListedPull, Pull } from "./api/pulls.ts";

/** Accounts that were deleted wrote as GitHub's ghost. */
export const login = (user: { login: string } | null | undefined): string => user?.login ?? "ghost";

export const labelNames = (labels: readonly (string | { name?: string | null })[]): string[] =>
  labels
    .map((label) => (typeof label === "string" ? label : (label.name ?? "")))
    .filter((name) => name !== "");

/** The first line, as lists show it. */
export const firstLine = (text: string): string => (text.split("\n", 1)[0] ?? "").slice(0, 200);

/** A text in a list, cut with its length said. */
export const cutText = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most).toWellFormed()}… [cut, ${text.length} characters]`;

export const issueShape = z.object({
  repository: z.string().optional(),
  number: z.int(),
  title: z.string(),
  state: z.string(),
  author: z.string(),
  assignees: z.array(z.string()),
  labels: z.array(z.string()),
  comments: z.int().optional(),
  updated_at: z.string(),
  url: z.string(),
});

export type IssueRow = z.output<typeof issueShape>;

type Stateful = {
  state: string;
  draft?: boolean | undefined;
  merged_at?: string | null;
  state_reason?: string | null | undefined;
  pull_request?: { merged_at?: string | null } | undefined;
};

/** One word for what GitHub keeps in four fields: open, draft, merged, closed, or closed with its reason. */
export function stateOf(issue: Stateful): string {
  if (issue.merged_at || issue.pull_request?.merged_at) return "merged";
  if (issue.state === "open") return issue.draft ? "draft" : "open";
  return issue.state_reason && issue.state_reason !== "reopened"
    ? `closed (${issue.state_reason})`
    : "closed";
}

export function issueRow(issue: Issue | FoundIssue | ListedPull | Pull, repository?: string): IssueRow {
  return {
    ...(repository === undefined ? {} : { repository }),
    number: issue.number,
    title: issue.title,
    state: stateOf(issue),
    author: login(issue.user),
    assignees: (issue.assignees ?? []).map(login),
    labels: labelNames(issue.labels),
    ...("comments" in issue ? { comments: issue.comments } : {}),
    updated_at: issue.updated_at,
    url: issue.html_url,
  };
}

export const issueTable = (rows: readonly IssueRow[]): string =>
  table(rows, [
    "repository",
    "number",
    "title",
    "state",
    "author",
    "assignees",
    "labels",
    "comments",
    "updated_at",
    "url",
  ]);

/** What every change of an issue or pull request answers. */
export const changedShape = z.object({
  number: z.int(),
  title: z.string().optional(),
  state: z.string(),
  assignees: z.array(z.string()),
  labels: z.array(z.string()),
  milestone: z.string().optional(),
  url: z.string(),
  warning: z.string().optional(),
});

export const renderChanged =
  (verb: string) =>
  ({ number, ...rest }: z.output<typeof changedShape>): string =>
    `${verb} #${number}\n${fields(rest)}`;

/** Characters of a long text that one answer carries. */
export const bodySlice = 12_000;

export const commentShape = z.object({
  id: z.int(),
  author: z.string(),
  at: z.string(),
  /** A review's verdict, or the place in a file: `src/main.ts:12`. */
  about: z.string().optional(),
  body: z.string(),
  url: z.string(),
});

/** A comment of a conversation, which is on no line. */
export const threadShape = commentShape.omit({ about: true });

export type ShownComment = z.output<typeof commentShape>;

/** Comments one below the other, each under a line that says whose it is. */
export const commentList = (comments: readonly ShownComment[]): string =>
  parts(
    ...comments.map(({ id, author, at, about, body, url }) => {
      const place = about === undefined ? "" : ` ${about}`;
      return `--- ${author}${place} ${at} [${id}] ${url}\n${body}`.trimEnd();
    }),
  );

export const fileShape = z.object({
  path: z.string(),
  /** `modified +12 -3`. */
  change: z.string(),
  patch: z.string().optional(),
});

export type ShownFile = z.output<typeof fileShape>;

interface ChangedFile {
  filename: string;
  status: string;
  additions: number;
  deletions: number;
  patch?: string | undefined;
  previous_filename?: string | undefined;
}

/** A changed file; its patch, where asked for, is cut at a line end. Binary and very large files have none. */
export function fileRow(file: ChangedFile, patchLimit: number): ShownFile {
  const status = file.previous_filename ? `${file.status} from ${file.previous_filename}` : file.status;
  const { filename: path, patch } = file;
  const change = `${status} +${file.additions} -${file.deletions}`;
  if (patchLimit === 0 || patch === undefined) return { path, change };
  return { path, change, patch: cutPatch(patch, patchLimit) };
}

function cutPatch(patch: string, most: number): string {
  if (patch.length <= most) return patch;
  const end = patch.lastIndexOf("\n", most);
  const kept = patch.slice(0, end > 0 ? end : most).toWellFormed();
  const left = patch.slice(kept.length).split("\n").length;
  return `${kept}\n… [${left} more lines; repeat with path for the whole]`;
}

export const fileList = (files: readonly ShownFile[]): string =>
  files.some((file) => file.patch !== undefined)
    ? parts(
        ...files.map(({ path, change, patch }) => `=== ${path} (${change})\n${patch ?? "(no text to show)"}`),
      )
    : table(files, ["path", "change"]);
