import { z } from "zod";
import type { GitHubApi } from "./api.ts";
import type { Pull } from "./api/pulls.ts";
import { cutText, fileRow, login, type ShownComment, type ShownFile } from "./format.ts";
import { collectPages } from "./pages.ts";
import type { Repo } from "./params.ts";

export interface PartInput {
  limit: number;
  cursor?: string | undefined;
  path?: string | undefined;
}

type Rows<Row> = Promise<{ rows: Row[]; next_cursor?: string }>;

const patchLimit = 2000;
const textLimit = 4000;

/** Changed files; with `path`, that one alone and its patch whole. */
export async function filesOf(
  api: GitHubApi,
  at: Repo,
  number: number,
  input: PartInput,
  diff: boolean,
): Rows<ShownFile> {
  const limit = diff ? (input.path === undefined ? patchLimit : 100_000) : 0;
  const wanted = input.path === undefined ? input : { limit: 100, cursor: input.cursor };
  const found = await collectPages(
    wanted,
    (page) => api.pullFiles(at, number, page),
    (files) => files.filter((file) => input.path === undefined || file.filename === input.path),
    30,
  );
  return { ...found, rows: found.rows.map((file) => fileRow(file, limit)) };
}

export async function reviewsOf(
  api: GitHubApi,
  at: Repo,
  number: number,
  input: PartInput,
): Rows<ShownComment> {
  const found = await collectPages(
    input,
    (page) => api.reviews(at, number, page),
    (rows) => api.lockdown.keep(at, rows),
  );
  const rows = found.rows.map((review) => ({
    id: review.id,
    author: login(review.user),
    at: review.submitted_at ?? "",
    about: review.state.toLowerCase(),
    body: cutText(review.body, textLimit),
    url: review.html_url,
  }));
  return { ...found, rows };
}

/** Comments on lines; those of the conversation are the issue's. */
export async function commentsOf(
  api: GitHubApi,
  at: Repo,
  number: number,
  input: PartInput,
): Rows<ShownComment> {
  const found = await collectPages(
    input,
    (page) => api.reviewComments(at, number, page),
    async (rows) => {
      const kept = await api.lockdown.keep(at, rows);
      return kept.filter((row) => input.path === undefined || row.path === input.path);
    },
  );
  const rows = found.rows.map((comment) => {
    const line = comment.line ?? comment.original_line;
    return {
      id: comment.id,
      author: login(comment.user),
      at: comment.created_at,
      about: line === undefined ? comment.path : `${comment.path}:${line}`,
      body: cutText(comment.body, textLimit),
      url: comment.html_url,
    };
  });
  return { ...found, rows };
}

export const checkShape = z.object({
  name: z.string(),
  result: z.string(),
  /** For `github_get_job_logs`: the check of an Actions job has the job's id. */
  job_id: z.int().optional(),
  url: z.string(),
});

export type ShownCheck = z.output<typeof checkShape>;

const bad = new Set(["failure", "error", "timed_out", "cancelled", "action_required"]);

/** Check runs and the older commit statuses as one list, what failed first. */
export async function checksOf(api: GitHubApi, at: Repo, pull: Pull, input: PartInput): Rows<ShownCheck> {
  const sha = pull.head.sha;
  const found = await collectPages(
    input,
    (page) => api.checkRuns(at, sha, page),
    (data) => data.check_runs,
  );
  const statuses = input.cursor === undefined ? await api.statuses(at, sha) : [];
  const rows = [
    ...found.rows.map((check) => ({
      name: check.name,
      result: check.conclusion ?? check.status,
      ...(check.app?.slug === "github-actions" ? { job_id: check.id } : {}),
      url: check.html_url ?? "",
    })),
    ...statuses.map((status) => ({
      name: status.context,
      result: status.state,
      url: status.target_url ?? "",
    })),
  ];
  return {
    ...found,
    rows: rows.sort((left, right) => Number(bad.has(right.result)) - Number(bad.has(left.result))),
  };
}
