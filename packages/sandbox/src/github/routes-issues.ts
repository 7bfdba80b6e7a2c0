import { type Answer, refuse, route } from "../emulator.ts";
import { invalid, refusal } from "./errors.ts";
import { bodyOf, issueOf, repoOf, textOf, textsOf } from "./find.ts";
import { paged } from "./paging.ts";
import { canPush, type GitHubCall } from "./present.ts";
import { childrenOf, comment, issue, label, milestone } from "./present-issue.ts";
import { accountOf, type GitHubState, type Issue, newId, type Repo, timestamp } from "./state.ts";
import { actorOf, needs } from "./tokens.ts";

const I = "/repos/{owner}/{repo}/issues";

/** The orders of lists and searches, newest or most first. */
export function sortIssues(repo: (issue: Issue) => Repo, by: string | null, direction: string | null) {
  const key = (it: Issue): string | number =>
    by === "updated"
      ? it.updatedAt
      : by === "comments" || by === "popularity"
        ? repo(it).comments.filter((one) => one.number === it.number).length
        : it.createdAt;
  const turn = direction === "asc" ? -1 : 1;
  return (left: Issue, right: Issue): number => {
    const [a, b] = [key(left), key(right)];
    return turn * (a === b ? right.number - left.number : a < b ? 1 : -1);
  };
}

function list(call: GitHubCall): Answer {
  const repo = repoOf(call);
  const { query } = call;
  const state = query.get("state") ?? "open";
  const labels = (query.get("labels") ?? "").split(",").filter((name) => name !== "");
  const [creator, assignee] = [query.get("creator"), query.get("assignee")];
  const found = [...repo.issues.values()].filter((it) => {
    if (state !== "all" && it.open !== (state === "open")) return false;
    if (creator && it.author.toLowerCase() !== creator.toLowerCase()) return false;
    if (assignee === "none" && it.assignees.length > 0) return false;
    if (assignee === "*" && it.assignees.length === 0) return false;
    if (assignee && assignee !== "none" && assignee !== "*" && !it.assignees.includes(assignee)) return false;
    return labels.every((name) => it.labels.some((has) => has.toLowerCase() === name.toLowerCase()));
  });
  found.sort(sortIssues(() => repo, query.get("sort"), query.get("direction")));
  return paged(call, found, (it) => issue(call, repo, it));
}

const getOne = (call: GitHubCall): Answer => {
  const repo = repoOf(call);
  return { body: issue(call, repo, issueOf(call, repo)) };
};

function comments(call: GitHubCall): Answer {
  const repo = repoOf(call);
  const { number } = issueOf(call, repo);
  const found = repo.comments
    .filter((one) => one.number === number)
    .sort((left, right) => (left.createdAt < right.createdAt ? -1 : 1));
  return paged(call, found, (one) => comment(call, repo, one));
}

function subIssues(call: GitHubCall): Answer {
  const repo = repoOf(call);
  return paged(call, childrenOf(repo, issueOf(call, repo).number), (child) => issue(call, repo, child));
}

/** Only who may push sets labels, assignees and milestones; from others GitHub takes them silently as nothing. */
function applyFields(call: GitHubCall, repo: Repo, it: Issue): void {
  const body = bodyOf(call);
  const privileged = canPush(call, repo) || repo.permissions.get(actorOf(call)) === "triage";
  if (body["title"] !== undefined) {
    const title = (textOf(body["title"]) ?? "").trim();
    if (title === "") invalid("Issue", "title", "missing_field");
    if (title.length > 256)
      invalid("Issue", "title", "custom", "title is too long (maximum is 256 characters)");
    it.title = title;
  }
  if (body["body"] !== undefined) it.body = textOf(body["body"]) ?? null;
  if (!privileged) return;
  const labels = textsOf(body["labels"]);
  if (labels) {
    for (const name of labels.filter((one) => !repo.labels.some((known) => known.name === one))) {
      repo.labels.push({ id: newId(call.state), name, color: "ededed", description: null });
    }
    it.labels = labels;
  }
  const assignees = textsOf(body["assignees"]);
  if (assignees) {
    it.assignees = assignees.flatMap((login) => {
      const found = accountOf(call.state, login)?.login;
      return found !== undefined && repo.permissions.has(found) ? [found] : [];
    });
  }
  const number = body["milestone"];
  if (number === null) it.milestone = undefined;
  if (typeof number === "number" || typeof number === "string") {
    const found = repo.milestones.find((one) => String(one.number) === String(number));
    if (!found) invalid("Issue", "milestone", "invalid");
    it.milestone = found.number;
  }
  if (body["type"] === null) it.type = undefined;
  const type = textOf(body["type"]);
  if (type !== undefined) {
    const known = ["Bug", "Task", "Feature"].find((name) => name.toLowerCase() === type.toLowerCase());
    if (known === undefined) invalid("Issue", "type", "invalid", `Issue type '${type}' does not exist`);
    it.type = known;
  }
}

export function nextNumber(repo: Repo): number {
  return Math.max(...repo.issues.keys()) + 1;
}

function create(call: GitHubCall): Answer {
  const repo = repoOf(call);
  const at = timestamp(call.state);
  const it: Issue = {
    id: newId(call.state),
    number: nextNumber(repo),
    title: "",
    body: null,
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
    pull: undefined,
  };
  applyFields(call, repo, it);
  repo.issues.set(it.number, it);
  return { status: 201, body: issue(call, repo, it) };
}

function update(call: GitHubCall): Answer {
  const repo = repoOf(call);
  const it = issueOf(call, repo);
  const body = bodyOf(call);
  if (
    !canPush(call, repo) &&
    it.author !== actorOf(call) &&
    repo.permissions.get(actorOf(call)) !== "triage"
  ) {
    refuse(refusal(403, "Must have admin rights to Repository."));
  }
  applyFields(call, repo, it);
  const reason = textOf(body["state_reason"]);
  if (body["state"] === "closed" && (it.open || reason !== undefined)) {
    it.open = false;
    it.reason = (reason ?? "completed") as Issue["reason"];
    it.closedAt ??= timestamp(call.state);
  } else if (body["state"] === "open" && !it.open) {
    if (it.pull?.mergedAt !== undefined)
      invalid("PullRequest", "state", "invalid", "state cannot be changed. The pull request is merged.");
    it.open = true;
    it.reason = "reopened";
    it.closedAt = undefined;
  }
  it.updatedAt = timestamp(call.state);
  return { body: issue(call, repo, it) };
}

function addComment(call: GitHubCall): Answer {
  const repo = repoOf(call);
  const it = issueOf(call, repo);
  const text = textOf(bodyOf(call)["body"])?.trim() ?? "";
  if (text === "") invalid("IssueComment", "data", "unprocessable", "Body cannot be blank");
  const at = timestamp(call.state);
  const made = { id: newId(call.state), number: it.number, author: actorOf(call), body: text, createdAt: at };
  repo.comments.push(made);
  it.updatedAt = at;
  return { status: 201, body: comment(call, repo, made) };
}

function labels(call: GitHubCall): Answer {
  const repo = repoOf(call);
  return paged(call, repo.labels, (one) => label(call, repo, one.name));
}

function milestones(call: GitHubCall): Answer {
  const repo = repoOf(call);
  const open = call.query.get("state") !== "closed";
  return paged(call, open ? repo.milestones : [], (one) => milestone(call, repo, one));
}

const write = needs("issues:write");

export const issueRoutes = [
  route<GitHubState>("GET", I, list),
  route<GitHubState>("POST", I, create, write),
  route<GitHubState>("GET", `${I}/{issue_number}`, getOne),
  route<GitHubState>("PATCH", `${I}/{issue_number}`, update, write),
  route<GitHubState>("GET", `${I}/{issue_number}/comments`, comments),
  route<GitHubState>("POST", `${I}/{issue_number}/comments`, addComment, write),
  route<GitHubState>("GET", `${I}/{issue_number}/sub_issues`, subIssues),
  route<GitHubState>("GET", "/repos/{owner}/{repo}/labels", labels),
  route<GitHubState>("GET", "/repos/{owner}/{repo}/milestones", milestones),
];
