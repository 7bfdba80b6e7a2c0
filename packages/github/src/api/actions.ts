import type { RestEndpointMethodTypes } from "@octokit/rest";
import type { Client } from "../api.ts";
import type { PageQuery } from "../pages.ts";
import { nameOf, type Repo } from "../params.ts";

type Answers = RestEndpointMethodTypes;
type Query = Answers["actions"]["listWorkflowRunsForRepo"]["parameters"];
export type Run = Answers["actions"]["getWorkflowRun"]["response"]["data"];
export type Job = Answers["actions"]["getJobForWorkflowRun"]["response"]["data"];
export type RunStatus = NonNullable<Query["status"]>;

/** Workflow runs, their jobs, and what the jobs printed. */
export const actionsApi = ({ rest, about }: Client) => ({
  runs: (
    at: Repo,
    query: PageQuery & {
      branch?: string;
      status?: RunStatus;
      event?: string;
      actor?: string;
      head_sha?: string;
    },
  ) =>
    rest.actions.listWorkflowRunsForRepo({
      ...at,
      ...query,
      exclude_pull_requests: true,
      ...about(`repository ${nameOf(at)}`),
    }),

  run: (at: Repo, id: number) =>
    rest.actions
      .getWorkflowRun({
        ...at,
        run_id: id,
        exclude_pull_requests: true,
        ...about(`workflow run ${id} in ${nameOf(at)}`),
      })
      .then(({ data }) => data),

  jobs: (at: Repo, runId: number, query: PageQuery) =>
    rest.actions.listJobsForWorkflowRun({
      ...at,
      run_id: runId,
      filter: "latest",
      ...query,
      ...about(`workflow run ${runId} in ${nameOf(at)}`),
    }),

  job: (at: Repo, id: number) =>
    rest.actions
      .getJobForWorkflowRun({ ...at, job_id: id, ...about(`job ${id} in ${nameOf(at)}`) })
      .then(({ data }) => data),

  /** GitHub answers with a redirect to another host, which core follows without the token. */
  jobLog: (at: Repo, id: number) =>
    rest.actions
      .downloadJobLogsForWorkflowRun({
        ...at,
        job_id: id,
        ...about(`log of job ${id} in ${nameOf(at)}`, "bytes"),
      })
      .then(({ data }) => (typeof data === "string" ? data : new TextDecoder().decode(data as ArrayBuffer))),
});
