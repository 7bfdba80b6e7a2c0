import { nodeId } from "./accounts.ts";
import { apiUrl, type GitHubCall, htmlUrl, repository, user } from "./present.ts";
import { associationOf, type Comment, type Issue, type Milestone, type Repo } from "./state.ts";
import { changes } from "./diff.ts";
import { history, isAncestor, mergeBase } from "./git.ts";

export function label(call: GitHubCall, repo: Repo, name: string) {
  const known = repo.labels.find((one) => one.name === name);
  return {
    id: known?.id ?? 1,
    node_id: nodeId("LA", known?.id ?? name),
    url: `${apiUrl(call, repo)}/labels/${encodeURIComponent(name)}`,
    name,
    description: known?.description ?? "",
    color: known?.color ?? "ededed",
    default: name === "bug",
  };
}

export function milestone(call: GitHubCall, repo: Repo, it: Milestone | undefined) {
  if (!it) return null;
  const url = `${apiUrl(call, repo)}/milestones/${it.number}`;
  const inside = [...repo.issues.values()].filter((issue) => issue.milestone === it.number);
  const open = inside.filter((issue) => issue.open).length;
  return {
    url,
    html_url: `${htmlUrl(repo)}/milestone/${it.number}`,
    labels_url: `${url}/labels`,
    id: repo.id + it.number,
    node_id: nodeId("MI", repo.id + it.number),
    number: it.number,
    state: "open",
    title: it.title,
    description: it.description,
    creator: user(call, it.creator),
    open_issues: open,
    closed_issues: inside.length - open,
    created_at: repo.createdAt,
    updated_at: repo.pushedAt,
    closed_at: null,
    due_on: it.dueOn ?? null,
  };
}

export function childrenOf(repo: Repo, number: number): Issue[] {
  return [...repo.issues.values()].filter((issue) => issue.parent === number);
}

export function issue(call: GitHubCall, repo: Repo, it: Issue) {
  const api = apiUrl(call, repo);
  const url = `${api}/issues/${it.number}`;
  const html = `${htmlUrl(repo)}/${it.pull ? "pull" : "issues"}/${it.number}`;
  const children = childrenOf(repo, it.number);
  const done = children.filter((child) => !child.open).length;
  return {
    id: it.id,
    node_id: nodeId("I", it.id),
    url,
    repository_url: api,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: html,
    number: it.number,
    state: it.open ? "open" : "closed",
    state_reason: it.pull ? null : it.reason,
    title: it.title,
    body: it.body,
    user: user(call, it.author),
    labels: it.labels.map((name) => label(call, repo, name)),
    assignee: user(call, it.assignees[0]),
    assignees: it.assignees.map((login) => user(call, login)),
    milestone: milestone(
      call,
      repo,
      repo.milestones.find(({ number }) => number === it.milestone),
    ),
    locked: false,
    active_lock_reason: null,
    comments: repo.comments.filter((comment) => comment.number === it.number).length,
    closed_at: it.closedAt ?? null,
    created_at: it.createdAt,
    updated_at: it.updatedAt,
    author_association: associationOf(call.state, repo, it.author),
    sub_issues_summary: {
      total: children.length,
      completed: done,
      percent_completed: children.length === 0 ? 0 : Math.round((done / children.length) * 100),
    },
    ...(it.type === undefined
      ? {}
      : {
          type: {
            id: it.type === "Bug" ? 2 : 1,
            node_id: nodeId("IT", it.type),
            name: it.type,
            description: null,
          },
        }),
    ...(it.pull
      ? {
          draft: it.pull.draft,
          pull_request: {
            url: `${api}/pulls/${it.number}`,
            html_url: html,
            diff_url: `${html}.diff`,
            patch_url: `${html}.patch`,
            merged_at: it.pull.mergedAt ?? null,
          },
        }
      : {}),
  };
}

export function comment(call: GitHubCall, repo: Repo, it: Comment) {
  const api = apiUrl(call, repo);
  const kind = repo.issues.get(it.number)?.pull ? "pull" : "issues";
  return {
    id: it.id,
    node_id: nodeId("IC", it.id),
    url: `${api}/issues/comments/${it.id}`,
    html_url: `${htmlUrl(repo)}/${kind}/${it.number}#issuecomment-${it.id}`,
    body: it.body,
    user: user(call, it.author),
    created_at: it.createdAt,
    updated_at: it.createdAt,
    issue_url: `${api}/issues/${it.number}`,
    author_association: associationOf(call.state, repo, it.author),
  };
}

type PullIssue = Issue & { pull: NonNullable<Issue["pull"]> };

function end(call: GitHubCall, repo: Repo, owner: string, ref: string, sha: string) {
  const own = owner === repo.owner;
  const its = own ? repository(call, repo) : { ...repository(call, repo), ...forkOf(call, repo, owner) };
  return { label: `${owner}:${ref}`, ref, sha, user: user(call, owner), repo: its };
}

const forkOf = (call: GitHubCall, repo: Repo, owner: string) => ({
  id: repo.id + 1,
  full_name: `${owner}/${repo.name}`,
  owner: user(call, owner),
  fork: true,
  html_url: `https://github.com/${owner}/${repo.name}`,
});

/** A pull request as lists show it. */
export function pullSimple(call: GitHubCall, repo: Repo, it: PullIssue) {
  const api = apiUrl(call, repo);
  const self = `${api}/pulls/${it.number}`;
  const html = `${htmlUrl(repo)}/pull/${it.number}`;
  const { pull } = it;
  const { state_reason: _reason, pull_request: _link, ...shared } = issue(call, repo, it);
  const { id, node_id, number, state, locked, title, body, labels, active_lock_reason, assignee, assignees } =
    shared;
  const links = {
    html: html,
    issue: `${api}/issues/${it.number}`,
    comments: `${api}/issues/${it.number}/comments`,
    commits: `${self}/commits`,
    statuses: `${api}/statuses/${pull.headSha}`,
    review_comments: `${self}/comments`,
    review_comment: `${api}/pulls/comments{/number}`,
    self,
  };
  return {
    id,
    node_id,
    number,
    state,
    locked,
    title,
    body,
    labels,
    active_lock_reason,
    assignee,
    assignees,
    url: self,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: links.issue,
    commits_url: links.commits,
    review_comments_url: links.review_comments,
    review_comment_url: links.review_comment,
    comments_url: links.comments,
    statuses_url: links.statuses,
    user: shared.user,
    milestone: shared.milestone,
    created_at: it.createdAt,
    updated_at: it.updatedAt,
    closed_at: it.closedAt ?? null,
    merged_at: pull.mergedAt ?? null,
    merge_commit_sha: pull.mergeSha ?? null,
    requested_reviewers: pull.reviewers.map((login) => user(call, login)),
    requested_teams: pull.teams.map((slug) => team(call, repo, slug)),
    head: end(call, repo, pull.headOwner, pull.head, pull.headSha),
    base: end(call, repo, repo.owner, pull.base, repo.branches.get(pull.base) ?? pull.baseSha),
    _links: Object.fromEntries(Object.entries(links).map(([name, href]) => [name, { href }])),
    author_association: shared.author_association,
    auto_merge: null,
    draft: pull.draft,
  };
}

function team(call: GitHubCall, repo: Repo, slug: string) {
  const url = `${call.origin}/organizations/58100001/team/${slug.length}`;
  return {
    id: 9_100_000 + slug.length,
    node_id: nodeId("T", slug),
    url,
    members_url: `${url}/members{/member}`,
    name: slug,
    description: null,
    permission: "push",
    privacy: "closed",
    html_url: `https://github.com/orgs/${repo.owner}/teams/${slug}`,
    repositories_url: `${url}/repos`,
    slug,
    type: "organization",
    parent: null,
  };
}

/** What stands between a pull request and its merge, in GitHub's words. */
export function mergeState(
  repo: Repo,
  it: PullIssue,
): "draft" | "blocked" | "unstable" | "dirty" | "clean" | "unknown" {
  if (!it.open) return "unknown";
  if (it.pull.draft) return "draft";
  if (conflicts(repo, it).length > 0) return "dirty";
  const jobs = repo.jobs.filter((job) => job.sha === it.pull.headSha);
  if (jobs.some((job) => job.conclusion === "failure")) return "blocked";
  return jobs.some((job) => job.status !== "completed") ? "unstable" : "clean";
}

/** Files that both sides have changed since they parted. */
export function conflicts(repo: Repo, { pull }: PullIssue): string[] {
  const { objects } = repo;
  const base = repo.branches.get(pull.base) ?? pull.baseSha;
  const parted = mergeBase(objects, base, pull.headSha);
  const theirs = new Set(changes(objects, parted, base).map((file) => file.filename));
  return changes(objects, parted, pull.headSha)
    .map((file) => file.filename)
    .filter((name) => theirs.has(name));
}

/** The commit from which the changes of a pull request are counted. */
export function startOf(repo: Repo, { pull }: PullIssue): string {
  const base = pull.mergedAt === undefined ? (repo.branches.get(pull.base) ?? "") : pull.baseSha;
  return mergeBase(repo.objects, base, pull.headSha) ?? pull.baseSha;
}

export function pullFull(call: GitHubCall, repo: Repo, it: PullIssue) {
  const from = startOf(repo, it);
  const files = changes(repo.objects, from, it.pull.headSha);
  const state = mergeState(repo, it);
  const own = history(repo.objects, it.pull.headSha).filter(
    (one) => !isAncestor(repo.objects, one.sha, from),
  );
  return {
    ...pullSimple(call, repo, it),
    merged: it.pull.mergedAt !== undefined,
    mergeable: it.open ? state !== "dirty" : null,
    rebaseable: it.open ? state !== "dirty" : null,
    mergeable_state: state,
    merged_by: user(call, it.pull.mergedBy),
    comments: repo.comments.filter((one) => one.number === it.number).length,
    review_comments: repo.reviewComments.filter((one) => one.number === it.number).length,
    maintainer_can_modify: it.pull.headOwner !== repo.owner,
    commits: own.length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  };
}
