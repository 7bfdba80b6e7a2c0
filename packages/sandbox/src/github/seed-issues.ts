import { digitsFor } from "../world/ids.ts";
import type { Repository } from "../world/repositories.ts";
import type { WorkItem } from "../world/work.ts";
import { byKey, type World } from "../world/world.ts";
import { seedStrangers } from "./seed-strangers.ts";
import { type GitHubState, type Issue, issueId, newId, type Pull, type Repo, seconds } from "./state.ts";

const COLOURS: Readonly<Record<string, string>> = { bug: "d73a4a", security: "b60205", frontend: "1d76db" };
const login = (world: World, key: string) => byKey(world.people, key).githubLogin;

export function seedIssues(state: GitHubState, repo: Repo, source: Repository): void {
  const { world } = state;
  const work = source.issues.map(({ number, workKey }) => ({ number, item: byKey(world.work, workKey) }));
  const projects = [...new Set(work.map(({ item }) => item.projectKey))];
  repo.milestones = projects.map((key, index) => {
    const project = byKey(world.projects, key);
    return {
      number: index + 1,
      title: project.name,
      description: project.description,
      dueOn: `${project.targetDate}T08:00:00Z`,
      creator: login(world, project.leadKey),
    };
  });
  for (const { number, item } of work) {
    const parent = work.find((other) => other.item.key === item.parentKey)?.number;
    repo.issues.set(
      number,
      issueOf(world, repo, number, item, parent, projects.indexOf(item.projectKey) + 1),
    );
    for (const comment of item.comments) {
      repo.comments.push({
        id: newId(state),
        number,
        author: login(world, comment.authorKey),
        body: comment.text,
        createdAt: seconds(comment.at),
      });
    }
  }
  seedPulls(state, repo, source);
  seedPastes(state, repo);
  if (!repo.isPrivate) seedStrangers(state, repo);
  seedLabels(repo);
  seedNotifications(state, repo);
}

function issueOf(
  world: World,
  repo: Repo,
  number: number,
  item: WorkItem,
  parent: number | undefined,
  milestone: number,
): Issue {
  const open = item.state !== "done" && item.state !== "cancelled";
  return {
    id: issueId(repo, number),
    number,
    title: item.title,
    body: `${item.description}\n\nTracked as ${item.key}.`,
    author: login(world, item.creatorKey),
    open,
    reason: open ? null : item.state === "done" ? "completed" : "not_planned",
    labels: [...item.labels],
    assignees: item.assigneeKey === undefined ? [] : [login(world, item.assigneeKey)],
    milestone,
    type: item.labels.includes("bug") ? "Bug" : "Task",
    parent,
    createdAt: seconds(item.createdAt),
    updatedAt: seconds(item.updatedAt),
    closedAt: item.completedAt === undefined ? undefined : seconds(item.completedAt),
    pull: undefined,
  };
}

function seedPulls(state: GitHubState, repo: Repo, source: Repository): void {
  const { world } = state;
  for (const pull of source.pulls) {
    const merge = source.commits.find(
      (commit) => pull.state === "merged" && commit.message.includes(`(${pull.workKey})`),
    );
    const work = world.work.find((item) => item.key === pull.workKey);
    const author = login(world, pull.authorKey);
    const reviewer = login(world, pull.reviewerKey);
    const closedAt = pull.mergedAt ?? (pull.state === "open" ? undefined : pull.updatedAt);
    const about: Pull = {
      base: source.defaultBranch,
      head: pull.branch,
      headSha: pull.headSha,
      baseSha: repo.objects.commits.get(pull.headSha)?.parents[0] ?? "",
      headOwner: repo.owner,
      draft: pull.draft,
      mergedAt: pull.mergedAt === undefined ? undefined : seconds(pull.mergedAt),
      mergedBy: pull.mergedAt === undefined ? undefined : reviewer,
      mergeSha: merge?.sha,
      reviewers: pull.checks === "pending" ? [reviewer] : [],
      teams: [],
    };
    repo.issues.set(pull.number, {
      id: issueId(repo, pull.number),
      number: pull.number,
      title: pull.title,
      body: pull.body,
      author,
      open: pull.state === "open",
      reason: null,
      labels: [...(work?.labels ?? [])].filter((label) => label !== "launch"),
      assignees: [author],
      milestone: undefined,
      type: undefined,
      parent: undefined,
      createdAt: seconds(pull.createdAt),
      updatedAt: seconds(pull.updatedAt),
      closedAt: closedAt === undefined ? undefined : seconds(closedAt),
      pull: about,
    });
    const review = newId(state);
    for (const { authorKey, at, text, path } of pull.comments) {
      const by = { number: pull.number, author: login(world, authorKey) };
      if (path === undefined) {
        const verdict = pull.state === "merged" ? "APPROVED" : "COMMENTED";
        repo.reviews.push({
          ...by,
          id: review,
          body: text,
          state: verdict,
          commit: pull.headSha,
          submittedAt: seconds(at),
        });
        continue;
      }
      repo.reviewComments.push({
        ...by,
        id: newId(state),
        review,
        body: text,
        createdAt: seconds(at),
        path,
        line: 2,
        startLine: undefined,
        side: "RIGHT",
        commit: pull.headSha,
        hunk: "@@ -1,1 +1,2 @@",
      });
    }
  }
}

/** Whole logs, as people paste them: nothing else in the data is longer than a screen. */
function seedPastes(state: GitHubState, repo: Repo): void {
  const { calendar } = state.world;
  if (repo.name === "edge-gateway") {
    const log = Array.from({ length: 60 }, (_, index) => {
      const second = String(index).padStart(2, "0");
      return `03:14:${second} gw-3 scanner ${index % 11} lost beacon, reconnect in ${(index * 37) % 200} ms`;
    });
    repo.comments.push({
      id: newId(state),
      number: 3,
      author: login(state.world, "rafael"),
      body: `One minute of the chilled hall:\n\n\`\`\`\n${log.join("\n")}\n\`\`\``,
      createdAt: seconds(calendar.at(-12, 9)),
    });
  }
  const asked = repo.reviewComments.find((one) => one.number === 128);
  if (repo.name === "flow-router" && asked) {
    const log = Array.from(
      { length: 40 },
      (_, index) =>
        `delivery ${index + 1} to https://hooks.vantry.example/orders: 503, next try in ${2 ** (index % 12)} s`,
    );
    repo.reviewComments.push({
      ...asked,
      id: newId(state),
      body: `This is what Vantry saw that night:\n\n${log.join("\n")}`,
      createdAt: seconds(calendar.at(-2, 9, 30)),
    });
  }
}

function seedLabels(repo: Repo): void {
  const names = [
    ...new Set(["bug", "good first issue", ...[...repo.issues.values()].flatMap((issue) => issue.labels)]),
  ];
  repo.labels = names.map((name) => ({
    id: Number(digitsFor(`github:label:${repo.name}:${name}`, 10)),
    name,
    color: COLOURS[name] ?? "ededed",
    description: name === "bug" ? "Something does not work" : null,
  }));
}

/** For whom an open pull request waits, and for whom an issue was assigned. */
function seedNotifications(state: GitHubState, repo: Repo): void {
  for (const issue of [...repo.issues.values()].filter(({ open }) => open)) {
    const reviewed = repo.reviews.some((review) => review.number === issue.number);
    const about = (login: string, reason: string, unread: boolean) =>
      repo.notifications.push({
        id: digitsFor(`github:thread:${repo.name}:${issue.number}:${login}`, 10),
        login,
        number: issue.number,
        reason,
        unread,
        updatedAt: issue.updatedAt,
      });
    for (const reviewer of issue.pull?.reviewers ?? []) about(reviewer, "review_requested", true);
    for (const assignee of issue.assignees) about(assignee, issue.pull ? "author" : "assign", !reviewed);
  }
}
