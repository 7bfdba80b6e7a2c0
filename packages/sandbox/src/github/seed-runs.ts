import { digitsFor } from "../world/ids.ts";
import type { Repository } from "../world/repositories.ts";
import { addSeconds } from "../world/calendar.ts";
import type { GitHubState, Issue, Job, Repo, Run } from "./state.ts";
import { seconds } from "./state.ts";
import { jobLog } from "./seed-logs.ts";

const JOBS: Readonly<Record<string, readonly string[]>> = {
  "flow-router": ["lint", "test"],
  "edge-gateway": ["build", "test"],
  "insight-connector": ["test (3.12)", "test (3.13)"],
};

type Ran = {
  sha: string;
  branch: string;
  title: string;
  actor: string;
  event: Run["event"];
  at: string;
  headOwner: string;
  result: "success" | "failure" | "pending";
};

/** Every commit of the default branch and every pull request was built. */
export function seedRuns(state: GitHubState, repo: Repo, source: Repository): void {
  const pushes = source.commits.map((commit): Ran => {
    const author = repo.objects.commits.get(commit.sha)?.author.login ?? "";
    const title = commit.message;
    return {
      sha: commit.sha,
      branch: repo.defaultBranch,
      title,
      actor: author,
      event: "push",
      at: commit.at,
      headOwner: repo.owner,
      result: "success",
    };
  });
  const pulls = [...repo.issues.values()].flatMap((issue) => builtPull(source, issue));
  const oldestFirst = [...pushes, ...pulls].sort((left, right) => (left.at < right.at ? -1 : 1));
  for (const [index, ran] of oldestFirst.entries()) addRun(repo, ran, index + 1);
}

function builtPull(source: Repository, { pull, number, title, author, createdAt }: Issue): Ran[] {
  if (!pull) return [];
  const result = source.pulls.find((other) => other.number === number)?.checks ?? "success";
  return [
    {
      sha: pull.headSha,
      branch: pull.head,
      title,
      actor: author,
      event: "pull_request",
      at: createdAt,
      headOwner: pull.headOwner,
      result,
    },
  ];
}

export function addRun(repo: Repo, ran: Ran, number: number): void {
  const started = seconds(addSeconds(ran.at, 20));
  const done = ran.result !== "pending";
  const status = done ? "completed" : "in_progress";
  const run: Run = {
    id: Number(digitsFor(`github:run:${repo.name}:${ran.sha}`, 11)),
    number,
    workflow: "ci",
    path: ".github/workflows/ci.yml",
    title: ran.title,
    branch: ran.branch,
    sha: ran.sha,
    event: ran.event,
    actor: ran.actor,
    headOwner: ran.headOwner,
    status,
    conclusion: ran.result === "pending" ? null : ran.result,
    createdAt: seconds(ran.at),
    updatedAt: seconds(addSeconds(ran.at, 140)),
  };
  repo.runs.unshift(run);
  for (const [index, name] of (JOBS[repo.name] ?? ["test"]).entries()) {
    // What fails is the tests, never the first job.
    const failed = ran.result === "failure" && index > 0;
    const waits = !done && index > 0;
    const job: Job = {
      id: Number(digitsFor(`github:job:${repo.name}:${ran.sha}:${name}`, 11)),
      runId: run.id,
      name,
      sha: ran.sha,
      branch: ran.branch,
      status: waits ? "in_progress" : "completed",
      conclusion: waits ? null : failed ? "failure" : "success",
      startedAt: started,
      completedAt: waits ? undefined : seconds(addSeconds(ran.at, 120)),
      failedStep: failed ? "Run npm test" : undefined,
      log: "",
    };
    repo.jobs.push({ ...job, log: jobLog(repo, job) });
  }
}
