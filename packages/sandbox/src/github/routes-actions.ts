import { type Answer, refuse, route } from "../emulator.ts";
import { nodeId } from "./accounts.ts";
import { notFound, refusal } from "./errors.ts";
import { repoOf } from "./find.ts";
import { paged } from "./paging.ts";
import { apiUrl, type GitHubCall, htmlUrl, minimalRepository, user } from "./present.ts";
import type { GitHubState, Job, Repo, Run } from "./state.ts";
import { LOG_PATH, needs } from "./tokens.ts";

const A = "/repos/{owner}/{repo}/actions";

function presentRun(call: GitHubCall, repo: Repo, run: Run) {
  const url = `${apiUrl(call, repo)}/actions/runs/${run.id}`;
  const commit = repo.objects.commits.get(run.sha);
  const own = minimalRepository(call, repo);
  const signed = { name: commit?.author.name ?? "", email: commit?.author.email ?? "" };
  return {
    id: run.id,
    name: run.workflow,
    node_id: nodeId("WFR", run.id),
    check_suite_id: run.id,
    check_suite_node_id: nodeId("CS", run.id),
    head_branch: run.branch,
    head_sha: run.sha,
    path: run.path,
    run_number: run.number,
    run_attempt: 1,
    event: run.event,
    display_title: run.title,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: repo.id + 7,
    url,
    html_url: `${htmlUrl(repo)}/actions/runs/${run.id}`,
    pull_requests: [],
    created_at: run.createdAt,
    updated_at: run.updatedAt,
    actor: user(call, run.actor),
    triggering_actor: user(call, run.actor),
    run_started_at: run.createdAt,
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${apiUrl(call, repo)}/check-suites/${run.id}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: null,
    workflow_url: `${apiUrl(call, repo)}/actions/workflows/${repo.id + 7}`,
    head_commit: {
      id: run.sha,
      tree_id: commit?.tree ?? "",
      message: commit?.message ?? "",
      timestamp: commit?.committer.date ?? run.createdAt,
      author: signed,
      committer: signed,
    },
    repository: own,
    head_repository:
      run.headOwner === repo.owner
        ? own
        : {
            ...own,
            id: repo.id + 1,
            full_name: `${run.headOwner}/${repo.name}`,
            owner: user(call, run.headOwner),
            fork: true,
          },
  };
}

function presentJob(call: GitHubCall, repo: Repo, job: Job) {
  const api = apiUrl(call, repo);
  const step = (name: string, number: number, conclusion: string | null) => ({
    name,
    number,
    status: conclusion === null ? "in_progress" : "completed",
    conclusion,
    started_at: job.startedAt,
    completed_at: conclusion === null ? null : (job.completedAt ?? null),
  });
  return {
    id: job.id,
    run_id: job.runId,
    run_url: `${api}/actions/runs/${job.runId}`,
    run_attempt: 1,
    node_id: nodeId("CR", job.id),
    head_sha: job.sha,
    head_branch: job.branch,
    workflow_name: "ci",
    url: `${api}/actions/jobs/${job.id}`,
    html_url: `${htmlUrl(repo)}/actions/runs/${job.runId}/job/${job.id}`,
    status: job.status,
    conclusion: job.conclusion,
    created_at: job.startedAt,
    started_at: job.startedAt,
    completed_at: job.completedAt ?? null,
    name: job.name,
    steps: [
      step("Set up job", 1, "success"),
      step("Run actions/checkout@v4", 2, "success"),
      step(job.failedStep ?? "Run npm test", 3, job.conclusion),
    ],
    check_run_url: `${api}/check-runs/${job.id}`,
    labels: ["ubuntu-latest"],
    runner_id: 12,
    runner_name: "GitHub Actions 12",
    runner_group_id: 0,
    runner_group_name: "GitHub Actions",
  };
}

function listRuns(call: GitHubCall): Answer {
  const repo = repoOf(call);
  const { query } = call;
  const [status, branch, event, actor, sha] = ["status", "branch", "event", "actor", "head_sha"].map((name) =>
    query.get(name),
  );
  const found = repo.runs.filter(
    (run) =>
      (!status || run.status === status || run.conclusion === status) &&
      (!branch || run.branch === branch) &&
      (!event || run.event === event) &&
      (!actor || run.actor.toLowerCase() === actor.toLowerCase()) &&
      (!sha || run.sha === sha),
  );
  return paged(
    call,
    found,
    (run) => presentRun(call, repo, run),
    (page) => ({ total_count: found.length, workflow_runs: page }),
  );
}

const runOf = (call: GitHubCall, repo: Repo): Run =>
  repo.runs.find((run) => run.id === Number(call.params["run_id"])) ?? notFound();

const jobOf = (call: GitHubCall, repo: Repo): Job =>
  repo.jobs.find((job) => job.id === Number(call.params["job_id"])) ?? notFound();

function getRun(call: GitHubCall): Answer {
  const repo = repoOf(call);
  return { body: presentRun(call, repo, runOf(call, repo)) };
}

function listJobs(call: GitHubCall): Answer {
  const repo = repoOf(call);
  const { id } = runOf(call, repo);
  const found = repo.jobs.filter((job) => job.runId === id);
  return paged(
    call,
    found,
    (job) => presentJob(call, repo, job),
    (page) => ({ total_count: found.length, jobs: page }),
  );
}

function getJob(call: GitHubCall): Answer {
  const repo = repoOf(call);
  return { body: presentJob(call, repo, jobOf(call, repo)) };
}

/** Sends the reader on to the storage: another host, with a link that is enough by itself. */
function getLogs(call: GitHubCall): Answer {
  const job = jobOf(call, repoOf(call));
  if (job.status !== "completed") refuse(refusal(404, "Not Found"));
  const storage = new URL(call.origin);
  storage.hostname = storage.hostname === "localhost" ? "127.0.0.1" : "localhost";
  storage.pathname = LOG_PATH.replace("{jobId}", String(job.id));
  storage.searchParams.set("sig", "sandbox");
  return { status: 302, headers: { location: storage.href } };
}

function readLogs({ state, params }: GitHubCall): Answer {
  const job = state.repos.flatMap((repo) => repo.jobs).find((one) => one.id === Number(params["jobId"]));
  return { body: job?.log ?? notFound() };
}

const read = needs("actions:read");

export const actionRoutes = [
  route<GitHubState>("GET", `${A}/runs`, listRuns, read),
  route<GitHubState>("GET", `${A}/runs/{run_id}`, getRun, read),
  route<GitHubState>("GET", `${A}/runs/{run_id}/jobs`, listJobs, read),
  route<GitHubState>("GET", `${A}/jobs/{job_id}`, getJob, read),
  route<GitHubState>("GET", `${A}/jobs/{job_id}/logs`, getLogs, read),
  route<GitHubState>("GET", LOG_PATH, readLogs),
];
