import { type Answer, route } from "../emulator.ts";
import { nodeId } from "./accounts.ts";
import { changes } from "./diff.ts";
import { invalid, unprocessable } from "./errors.ts";
import { bodyOf, findCommit, pullOf, repoOf, textOf } from "./find.ts";
import { notFound } from "./errors.ts";
import { paged } from "./paging.ts";
import { apiUrl, fullRepository, type GitHubCall, htmlUrl, user } from "./present.ts";
import { startOf } from "./present-issue.ts";
import {
  associationOf,
  type GitHubState,
  type Job,
  newId,
  type Repo,
  type Review,
  type ReviewComment,
  timestamp,
} from "./state.ts";
import { actorOf, needs } from "./tokens.ts";

const P = "/repos/{owner}/{repo}/pulls/{pull_number}";

function presentReview(call: GitHubCall, repo: Repo, it: Review) {
  const pull = `${apiUrl(call, repo)}/pulls/${it.number}`;
  const html = `${htmlUrl(repo)}/pull/${it.number}#pullrequestreview-${it.id}`;
  return {
    id: it.id,
    node_id: nodeId("PRR", it.id),
    user: user(call, it.author),
    body: it.body,
    state: it.state,
    html_url: html,
    pull_request_url: pull,
    _links: { html: { href: html }, pull_request: { href: pull } },
    submitted_at: it.submittedAt,
    commit_id: it.commit,
    author_association: associationOf(call.state, repo, it.author),
  };
}

function presentComment(call: GitHubCall, repo: Repo, it: ReviewComment) {
  const api = apiUrl(call, repo);
  const self = `${api}/pulls/comments/${it.id}`;
  const pull = `${api}/pulls/${it.number}`;
  const html = `${htmlUrl(repo)}/pull/${it.number}#discussion_r${it.id}`;
  return {
    url: self,
    pull_request_review_id: it.review,
    id: it.id,
    node_id: nodeId("PRRC", it.id),
    diff_hunk: it.hunk,
    path: it.path,
    commit_id: it.commit,
    original_commit_id: it.commit,
    user: user(call, it.author),
    body: it.body,
    created_at: it.createdAt,
    updated_at: it.createdAt,
    html_url: html,
    pull_request_url: pull,
    author_association: associationOf(call.state, repo, it.author),
    _links: { self: { href: self }, html: { href: html }, pull_request: { href: pull } },
    start_line: it.startLine ?? null,
    original_start_line: it.startLine ?? null,
    start_side: it.startLine === undefined ? null : it.side,
    line: it.line,
    original_line: it.line,
    side: it.side,
    subject_type: "line",
  };
}

function reviews(call: GitHubCall): Answer {
  const repo = repoOf(call);
  const { number } = pullOf(call, repo);
  const found = repo.reviews.filter((one) => one.number === number);
  return paged(call, found, (one) => presentReview(call, repo, one));
}

function comments(call: GitHubCall): Answer {
  const repo = repoOf(call);
  const { number } = pullOf(call, repo);
  const found = repo.reviewComments.filter((one) => one.number === number);
  return paged(call, found, (one) => presentComment(call, repo, one));
}

const STATES = { APPROVE: "APPROVED", REQUEST_CHANGES: "CHANGES_REQUESTED", COMMENT: "COMMENTED" } as const;

/** Lines of the new or the old file that the patch shows: only these can be commented on. */
function shownLines(patch: string, side: "LEFT" | "RIGHT"): Set<number> {
  const lines = new Set<number>();
  let [old, now] = [0, 0];
  for (const line of patch.split("\n")) {
    const hunk = /^@@ -(\d+),\d+ \+(\d+),\d+ @@/.exec(line);
    if (hunk) {
      [old, now] = [Number(hunk[1]), Number(hunk[2])];
      continue;
    }
    if (line.startsWith("-")) {
      if (side === "LEFT") lines.add(old);
    } else if (side === "RIGHT") lines.add(now);
    else if (line.startsWith(" ")) lines.add(old);
    if (!line.startsWith("+")) old += 1;
    if (!line.startsWith("-")) now += 1;
  }
  return lines;
}

function create(call: GitHubCall): Answer {
  const repo = repoOf(call);
  const it = pullOf(call, repo);
  const body = bodyOf(call);
  const event = textOf(body["event"]) as keyof typeof STATES | undefined;
  const actor = actorOf(call);
  if (event === undefined) invalid("PullRequestReview", "event", "missing_field");
  if (event !== "COMMENT" && actor === it.author) {
    const verb = event === "APPROVE" ? "approve" : "request changes on";
    unprocessable("Unprocessable Entity", [`Can not ${verb} your own pull request`]);
  }
  const given = textOf(body["commit_id"]);
  if (given !== undefined && !findCommit(repo, given))
    unprocessable("Unprocessable Entity", ["commit_id is not part of the pull request"]);
  const files = changes(repo.objects, startOf(repo, it), it.pull.headSha);
  const at = timestamp(call.state);
  const review: Review = {
    id: newId(call.state),
    number: it.number,
    author: actor,
    body: textOf(body["body"]) ?? "",
    state: STATES[event],
    commit: given ?? it.pull.headSha,
    submittedAt: at,
  };
  const made = (Array.isArray(body["comments"]) ? (body["comments"] as Record<string, unknown>[]) : []).map(
    (one) => {
      const path = textOf(one["path"]) ?? "";
      const side = one["side"] === "LEFT" ? "LEFT" : "RIGHT";
      const file = files.find((candidate) => candidate.filename === path);
      if (!file) unprocessable("Unprocessable Entity", ["Path could not be resolved"]);
      const lines = shownLines(file.patch, side);
      const [line, start] = [Number(one["line"]), one["start_line"]];
      if (!lines.has(line) || (typeof start === "number" && !lines.has(start))) {
        unprocessable("Unprocessable Entity", ["Line could not be resolved"]);
      }
      return {
        path,
        side,
        line,
        startLine: typeof start === "number" ? start : undefined,
        body: String(one["body"]),
        hunk: file.patch.split("\n")[0] ?? "",
      } as const;
    },
  );
  repo.reviews.push(review);
  for (const one of made) {
    repo.reviewComments.push({
      ...one,
      id: newId(call.state),
      number: it.number,
      author: actor,
      createdAt: at,
      review: review.id,
      commit: review.commit,
    });
  }
  it.pull.reviewers = it.pull.reviewers.filter((login) => login !== actor);
  it.updatedAt = at;
  return { body: presentReview(call, repo, review) };
}

const APP = {
  id: 15_368,
  slug: "github-actions",
  name: "GitHub Actions",
  description: "Automate your workflow from idea to production",
  external_url: "https://help.github.com/en/actions",
  html_url: "https://github.com/apps/github-actions",
  created_at: "2018-07-30T09:30:17Z",
  updated_at: "2025-03-07T16:35:00Z",
  permissions: { checks: "write", metadata: "read" },
  events: [],
};

function checkRuns(call: GitHubCall): Answer {
  const repo = repoOf(call);
  const commit = findCommit(repo, call.params["ref"] ?? "") ?? notFound();
  const jobs = repo.jobs.filter((job) => job.sha === commit.sha);
  const present = (job: Job) => {
    const url = `${apiUrl(call, repo)}/check-runs/${job.id}`;
    const html = `${htmlUrl(repo)}/actions/runs/${job.runId}/job/${job.id}`;
    return {
      id: job.id,
      head_sha: job.sha,
      node_id: nodeId("CR", job.id),
      external_id: String(job.id),
      url,
      html_url: html,
      details_url: html,
      status: job.status,
      conclusion: job.conclusion,
      started_at: job.startedAt,
      completed_at: job.completedAt ?? null,
      output: {
        title: null,
        summary: null,
        text: null,
        annotations_count: 0,
        annotations_url: `${url}/annotations`,
      },
      name: job.name,
      check_suite: { id: job.runId },
      app: { ...APP, node_id: nodeId("A", APP.id), owner: user(call, repo.owner) },
      pull_requests: [],
    };
  };
  return paged(call, jobs, present, (page) => ({ total_count: jobs.length, check_runs: page }));
}

/** The older kind of check, which the company's licence scanner still uses on the default branch's pull requests. */
function statuses(call: GitHubCall): Answer {
  const repo = repoOf(call);
  const commit = findCommit(repo, call.params["ref"] ?? "") ?? notFound();
  const at = commit.committer.date;
  const scanned = [...repo.issues.values()].some((it) => it.pull?.headSha === commit.sha);
  const found = scanned
    ? [
        {
          url: `${apiUrl(call, repo)}/statuses/${commit.sha}`,
          avatar_url: null,
          id: repo.id,
          node_id: nodeId("SC", commit.sha),
          state: "success",
          description: "No new licences",
          target_url: `https://licences.tessalane.example/${repo.name}/${commit.sha.slice(0, 7)}`,
          context: "licences",
          created_at: at,
          updated_at: at,
        },
      ]
    : [];
  return {
    body: {
      state: scanned ? "success" : "pending",
      statuses: found,
      sha: commit.sha,
      total_count: found.length,
      repository: fullRepository(call, repo),
      commit_url: `${apiUrl(call, repo)}/commits/${commit.sha}`,
      url: `${apiUrl(call, repo)}/commits/${commit.sha}/status`,
    },
  };
}

export const reviewRoutes = [
  route<GitHubState>("GET", `${P}/reviews`, reviews),
  route<GitHubState>("POST", `${P}/reviews`, create, needs("pull_requests:write")),
  route<GitHubState>("GET", `${P}/comments`, comments),
  route<GitHubState>("GET", "/repos/{owner}/{repo}/commits/{ref}/check-runs", checkRuns),
  route<GitHubState>("GET", "/repos/{owner}/{repo}/commits/{ref}/status", statuses),
];
