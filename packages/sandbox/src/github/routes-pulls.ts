import { type Answer, refuse, route } from "../emulator.ts";
import { changes } from "./diff.ts";
import { invalid, refusal, unprocessable } from "./errors.ts";
import { bodyOf, pullOf, repoOf, textOf, textsOf } from "./find.ts";
import { filesAt, isAncestor, mergeBase, writeCommit, writeTree } from "./git.ts";
import { paged } from "./paging.ts";
import { canPush, changedFiles, type GitHubCall } from "./present.ts";
import { conflicts, mergeState, pullFull, pullSimple, startOf } from "./present-issue.ts";
import { moveBranch } from "./routes-git.ts";
import { nextNumber, sortIssues } from "./routes-issues.ts";
import { accountOf, type GitHubState, type Issue, newId, type Pull, type Repo, timestamp } from "./state.ts";
import { actorOf, needs } from "./tokens.ts";

const P = "/repos/{owner}/{repo}/pulls";

type PullIssue = Issue & { pull: Pull };

const pullsOf = (repo: Repo): PullIssue[] =>
  [...repo.issues.values()].flatMap((it) => (it.pull ? [it as PullIssue] : []));

function list(call: GitHubCall): Answer {
  const repo = repoOf(call);
  const { query } = call;
  const state = query.get("state") ?? "open";
  const [head, base] = [query.get("head"), query.get("base")];
  const found = pullsOf(repo).filter(({ open, pull }) => {
    if (state !== "all" && open !== (state === "open")) return false;
    if (head && `${pull.headOwner}:${pull.head}` !== head) return false;
    return !base || pull.base === base;
  });
  // Without a direction, newest first holds for the order by creation only.
  const direction = query.get("direction") ?? (query.get("sort") ? "asc" : "desc");
  found.sort(sortIssues(() => repo, query.get("sort"), direction));
  return paged(call, found, (it) => pullSimple(call, repo, it));
}

function getOne(call: GitHubCall): Answer {
  const repo = repoOf(call);
  return { body: pullFull(call, repo, pullOf(call, repo)) };
}

function create(call: GitHubCall): Answer {
  const repo = repoOf(call);
  const body = bodyOf(call);
  const [title, given, base] = [
    textOf(body["title"]),
    textOf(body["head"]) ?? "",
    textOf(body["base"]) ?? "",
  ];
  const [owner, head] = given.includes(":") ? (given.split(":") as [string, string]) : [repo.owner, given];
  if (!title) invalid("PullRequest", "title", "missing_field");
  const headSha = owner === repo.owner ? repo.branches.get(head) : undefined;
  const baseSha = repo.branches.get(base);
  if (headSha === undefined) invalid("PullRequest", "head", "invalid");
  if (baseSha === undefined) invalid("PullRequest", "base", "invalid");
  const taken = pullsOf(repo).some((it) => it.open && it.pull.head === head && it.pull.base === base);
  if (taken) invalid("PullRequest", "base", "custom", `A pull request already exists for ${owner}:${head}.`);
  if (isAncestor(repo.objects, headSha, baseSha)) {
    invalid("PullRequest", "head", "custom", `No commits between ${base} and ${head}`);
  }
  const at = timestamp(call.state);
  const it: PullIssue = {
    id: newId(call.state),
    number: nextNumber(repo),
    title,
    body: textOf(body["body"]) ?? null,
    author: actorOf(call),
    open: true,
    reason: null,
    labels: [],
    assignees: [],
    milestone: undefined,
    type: undefined,
    parent: undefined,
    createdAt: at,
    updatedAt: at,
    closedAt: undefined,
    pull: {
      base,
      head,
      headSha,
      baseSha: mergeBase(repo.objects, baseSha, headSha) ?? baseSha,
      headOwner: owner,
      draft: body["draft"] === true,
      mergedAt: undefined,
      mergedBy: undefined,
      mergeSha: undefined,
      reviewers: [],
      teams: [],
    },
  };
  repo.issues.set(it.number, it);
  return { status: 201, body: pullFull(call, repo, it) };
}

function update(call: GitHubCall): Answer {
  const repo = repoOf(call);
  const it = pullOf(call, repo);
  const body = bodyOf(call);
  if (!canPush(call, repo) && it.author !== actorOf(call)) {
    refuse(refusal(403, "Must have admin rights to Repository."));
  }
  const base = textOf(body["base"]);
  if (base !== undefined && !repo.branches.has(base)) invalid("PullRequest", "base", "invalid");
  if (body["state"] === "open" && it.pull.mergedAt !== undefined) {
    invalid("PullRequest", "state", "invalid", "state cannot be changed. The pull request is merged.");
  }
  it.title = textOf(body["title"]) ?? it.title;
  it.body = textOf(body["body"]) ?? it.body;
  it.pull.base = base ?? it.pull.base;
  it.updatedAt = timestamp(call.state);
  if (body["state"] === "closed") {
    it.open = false;
    it.closedAt ??= it.updatedAt;
  } else if (body["state"] === "open") {
    it.open = true;
    it.closedAt = undefined;
  }
  return { body: pullFull(call, repo, it) };
}

function files(call: GitHubCall): Answer {
  const repo = repoOf(call);
  const it = pullOf(call, repo);
  return paged(call, changedFiles(call, repo, startOf(repo, it), it.pull.headSha), (file) => file);
}

function askReview(call: GitHubCall): Answer {
  const repo = repoOf(call);
  const it = pullOf(call, repo);
  const body = bodyOf(call);
  for (const given of textsOf(body["reviewers"]) ?? []) {
    const login = accountOf(call.state, given)?.login;
    if (login === undefined || !repo.permissions.has(login)) {
      unprocessable(
        "Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the repository.",
      );
    }
    if (login === it.author) unprocessable("Review cannot be requested from pull request author.");
    if (!it.pull.reviewers.includes(login)) it.pull.reviewers.push(login);
  }
  for (const slug of textsOf(body["team_reviewers"]) ?? []) {
    if (slug !== "engineering") unprocessable(`Could not resolve to a node with the global id of '${slug}'.`);
    if (!it.pull.teams.includes(slug)) it.pull.teams.push(slug);
  }
  return { status: 201, body: pullSimple(call, repo, it) };
}

function dropReview(call: GitHubCall): Answer {
  const repo = repoOf(call);
  const it = pullOf(call, repo);
  const body = bodyOf(call);
  const gone = new Set([...(textsOf(body["reviewers"]) ?? []), ...(textsOf(body["team_reviewers"]) ?? [])]);
  it.pull.reviewers = it.pull.reviewers.filter((login) => !gone.has(login));
  it.pull.teams = it.pull.teams.filter((slug) => !gone.has(slug));
  return { body: pullSimple(call, repo, it) };
}

function refuseMerge(repo: Repo, it: PullIssue, sha: string | undefined): void {
  if (!it.open) refuse(refusal(405, "Pull Request is not mergeable"));
  if (it.pull.draft) refuse(refusal(405, "Pull Request is still a draft"));
  if (sha !== undefined && sha !== it.pull.headSha) {
    refuse(refusal(409, "Head branch was modified. Review and try the merge again."));
  }
  if (conflicts(repo, it).length > 0) refuse(refusal(405, "Merge conflict between base and head"));
  if (mergeState(repo, it) === "blocked") refuse(refusal(405, 'Required status check "test" is failing.'));
}

function merge(call: GitHubCall): Answer {
  const repo = repoOf(call);
  if (!canPush(call, repo)) refuse(refusal(403, "Must have push access to merge"));
  const it = pullOf(call, repo);
  const body = bodyOf(call);
  refuseMerge(repo, it, textOf(body["sha"]));
  const { objects } = repo;
  const base = repo.branches.get(it.pull.base) ?? it.pull.baseSha;
  const merged = filesAt(objects, base);
  const head = filesAt(objects, it.pull.headSha);
  for (const { filename } of changes(objects, startOf(repo, it), it.pull.headSha)) {
    const now = head.get(filename);
    if (now) merged.set(filename, now);
    else merged.delete(filename);
  }
  const method = textOf(body["merge_method"]) ?? "merge";
  const at = timestamp(call.state);
  const actor = actorOf(call);
  const account = accountOf(call.state, actor);
  const author = {
    name: account?.name ?? actor,
    email: account?.email ?? "noreply@github.com",
    date: at,
    login: account?.login,
  };
  const preset =
    method === "merge"
      ? `Merge pull request #${it.number} from ${it.pull.headOwner}/${it.pull.head}`
      : `${it.title} (#${it.number})`;
  const message = [
    textOf(body["commit_title"]) ?? preset,
    textOf(body["commit_message"]) ?? (method === "merge" ? it.title : ""),
  ];
  const made = writeCommit(objects, {
    message: message.filter((part) => part !== "").join("\n\n"),
    tree: writeTree(objects, merged),
    parents: method === "merge" ? [base, it.pull.headSha] : [base],
    author,
    committer: author,
  });
  moveBranch(call, repo, it.pull.base, made.sha);
  it.open = false;
  it.closedAt = it.updatedAt = at;
  it.pull = { ...it.pull, mergedAt: at, mergedBy: actor, mergeSha: made.sha };
  return { body: { sha: made.sha, merged: true, message: "Pull Request successfully merged" } };
}

const write = needs("pull_requests:write");

export const pullRoutes = [
  route<GitHubState>("GET", P, list),
  route<GitHubState>("POST", P, create, write),
  route<GitHubState>("GET", `${P}/{pull_number}`, getOne),
  route<GitHubState>("PATCH", `${P}/{pull_number}`, update, write),
  route<GitHubState>("GET", `${P}/{pull_number}/files`, files),
  route<GitHubState>("POST", `${P}/{pull_number}/requested_reviewers`, askReview, write),
  route<GitHubState>("DELETE", `${P}/{pull_number}/requested_reviewers`, dropReview, write),
  route<GitHubState>(
    "PUT",
    `${P}/{pull_number}/merge`,
    merge,
    needs("pull_requests:write", "contents:write"),
  ),
];
