import { InputError } from "@sophia-mcp/core/errors";
import { pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { fields, nextPage, parts, table } from "@sophia-mcp/core/render";
import { slice } from "@sophia-mcp/core/slice";
import { z } from "zod";
import { bodySlice, commentList, commentShape, fileList, fileShape, issueRow, login } from "../format.ts";
import { numberParam, pathOf, repositoryParam, repoOf } from "../params.ts";
import { checkShape, checksOf, commentsOf, filesOf, reviewsOf } from "../pull-parts.ts";
import { defineTool } from "../tool.ts";

const kinds = ["files", "diff", "reviews", "comments", "checks"] as const;

export const getPullRequest = defineTool({
  name: "github_get_pull_request",
  title: "Get pull request",
  description:
    "Returns one pull request with branches and merge state, and what include names: files, diff, reviews, line comments, checks (failed first; job_id is for github_get_job_logs). Long patches are cut; path returns one whole. Conversation: github_get_issue.",
  access: "read",
  group: "core",
  scopes: ["repo"],
  more: "Include one list at a time, or name path.",
  input: z.object({
    repository: repositoryParam,
    number: numberParam,
    include: z.array(z.enum(kinds)).max(5).default([]).describe("Lists wanted"),
    path: z.string().max(1000).optional().describe("Only this file"),
    ...pageInput(100, 30),
  }),
  output: z
    .object({
      number: z.int(),
      title: z.string(),
      state: z.string(),
      author: z.string(),
      labels: z.array(z.string()),
      reviewers: z.array(z.string()),
      base: z.string(),
      head: z.string(),
      head_sha: z.string(),
      merge_state: z.string(),
      changes: z.string(),
      updated_at: z.string(),
      url: z.string(),
      body: z.string(),
      files: z.array(fileShape),
      review_comments: z.array(commentShape),
      checks: z.array(checkShape),
      more: z.string(),
      ...pageOutput,
    })
    // A list of what is required would take this tool over its budget.
    .partial(),
  async run({ input: given, api }) {
    const at = repoOf(given.repository);
    const { number, include } = given;
    if (given.cursor !== undefined && include.length !== 1) {
      throw new InputError('With "cursor", include must name the one list to go on with.');
    }
    const input = given.path === undefined ? given : { ...given, path: pathOf(given.path) };
    const pull = await api.pull(at, number);
    await api.lockdown.require(at, pull, `Pull request #${number}`);
    const wants = (kind: (typeof kinds)[number]) => include.includes(kind);
    const [files, reviews, comments, checks] = await Promise.all([
      wants("files") || wants("diff") ? filesOf(api, at, number, input, wants("diff")) : undefined,
      wants("reviews") ? reviewsOf(api, at, number, input) : undefined,
      wants("comments") ? commentsOf(api, at, number, input) : undefined,
      wants("checks") ? checksOf(api, at, pull, input) : undefined,
    ]);
    const lists = { [wants("diff") ? "diff" : "files"]: files, reviews, comments, checks };
    const longer = Object.entries(lists).filter(([, list]) => list?.next_cursor !== undefined);
    return {
      ...issueRow(pull),
      base: pull.base.ref,
      head: pull.head.repo?.full_name === pull.base.repo.full_name ? pull.head.ref : pull.head.label,
      head_sha: pull.head.sha,
      ...(pull.state === "open" && !pull.merged ? { merge_state: pull.mergeable_state } : {}),
      reviewers: [
        ...(pull.requested_reviewers ?? []).map(login),
        ...(pull.requested_teams ?? []).map((team) => `${at.owner}/${team.slug}`),
      ],
      changes: `commits: ${pull.commits}, files: ${pull.changed_files}, lines: +${pull.additions} -${pull.deletions}`,
      body: shownBody(pull.body ?? ""),
      ...(files ? { files: files.rows } : {}),
      ...(reviews || comments
        ? { review_comments: [...(reviews?.rows ?? []), ...(comments?.rows ?? [])] }
        : {}),
      ...(checks ? { checks: checks.rows } : {}),
      // A cursor belongs to one list.
      ...(include.length === 1 && longer[0]?.[1]?.next_cursor
        ? { next_cursor: longer[0][1].next_cursor }
        : longer.length > 0
          ? { more: longer.map(([kind]) => kind).join(", ") }
          : {}),
    };
  },
  render: ({ body, files, review_comments: comments, checks, more, next_cursor, ...about }) =>
    parts(
      fields(about),
      body,
      files && `Files\n${fileList(files)}`,
      comments && `Reviews and comments on lines\n${commentList(comments) || "none"}`,
      checks && `Checks\n${checks.length > 0 ? table(checks, ["name", "result", "job_id", "url"]) : "none"}`,
      more && `More of ${more}: include it alone, then follow its cursor.`,
      nextPage({ next_cursor }),
    ),
});

function shownBody(whole: string): string {
  const { text, next_offset } = slice(whole, { offset: 0, length: bodySlice });
  return next_offset === undefined
    ? text
    : `${text}… [cut; github_get_issue with offset: ${next_offset} has the rest]`;
}
