import { InputError } from "@sophia-mcp/core/errors";
import { pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { GitHubApi } from "../api.ts";
import type { Job } from "../api/actions.ts";
import { firstLine, login } from "../format.ts";
import { collectPages } from "../pages.ts";
import { refOf, repositoryParam, repoOf } from "../params.ts";
import { loginOf } from "../names.ts";
import { ownRuns, runOf } from "../runs.ts";
import { defineTool } from "../tool.ts";

const statuses = [
  "failure",
  "success",
  "cancelled",
  "timed_out",
  "in_progress",
  "queued",
  "waiting",
  "completed",
] as const;

export const listWorkflowRuns = defineTool({
  name: "github_list_workflow_runs",
  title: "List workflow runs or jobs",
  description:
    "Lists Actions workflow runs, newest first, or with run_id the jobs of one run, failed ones first, with the step that failed. For what a job printed use github_get_job_logs.",
  access: "read",
  group: "actions",
  scopes: ["repo"],
  input: z.object({
    repository: repositoryParam,
    run_id: z.int().min(1).max(1e15).optional().describe("Run whose jobs are wanted"),
    branch: z.string().max(255).optional().describe("Only runs of this branch"),
    status: z.enum(statuses).optional().describe("Only runs in this state"),
    event: z.string().max(50).optional().describe("Trigger, such as push or pull_request"),
    actor: z.string().max(320).optional().describe("Who started it: login, name, e-mail or @me"),
    ...pageInput(),
  }),
  output: z.object({
    runs: z
      .array(
        z.object({
          id: z.int(),
          name: z.string(),
          title: z.string(),
          result: z.string(),
          branch: z.string(),
          event: z.string(),
          actor: z.string(),
          sha: z.string(),
          created_at: z.string(),
          url: z.string(),
        }),
      )
      .optional(),
    jobs: z
      .array(
        z.object({
          id: z.int(),
          name: z.string(),
          result: z.string(),
          failed_step: z.string().optional(),
          started_at: z.string(),
          completed_at: z.string().optional(),
          url: z.string(),
        }),
      )
      .optional(),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const at = repoOf(input.repository);
    if (input.run_id !== undefined) {
      const other = (["branch", "status", "event", "actor"] as const).find((key) => input[key] !== undefined);
      if (other) throw new InputError(`"${other}" narrows runs: leave it out with run_id.`);
      await runOf(api, at, input.run_id);
      const { rows, ...next } = await collectPages(
        input,
        (page) => api.jobs(at, input.run_id ?? 0, page),
        (data) => data.jobs,
      );
      return { jobs: rows.map(jobRow).sort((left, right) => rank(left) - rank(right)), ...next };
    }
    const narrowed = {
      ...(input.branch === undefined ? {} : { branch: refOf(input.branch) }),
      ...(input.status === undefined ? {} : { status: input.status }),
      ...(input.event === undefined ? {} : { event: input.event }),
      ...(input.actor === undefined ? {} : { actor: await loginOf(api, input.actor) }),
    };
    const { rows, ...next } = await collectPages(
      input,
      (page) => api.runs(at, { ...page, ...narrowed }),
      (data) => ownRuns(api, at, data.workflow_runs),
    );
    return { runs: rows.map(runRow), ...next };
  },
  render: (output) =>
    parts(
      output.runs &&
        table(output.runs, [
          "id",
          "name",
          "title",
          "result",
          "branch",
          "event",
          "actor",
          "sha",
          "created_at",
          "url",
        ]),
      output.jobs &&
        table(output.jobs, ["id", "name", "result", "failed_step", "started_at", "completed_at", "url"]),
      nextPage(output),
    ),
});

const rank = ({ result }: { result: string }): number => (/failure|timed_out|cancelled/.test(result) ? 0 : 1);

type ListedRun = Awaited<ReturnType<GitHubApi["runs"]>>["data"]["workflow_runs"][number];

const runRow = (run: ListedRun) => ({
  id: run.id,
  name: run.name ?? run.path,
  title: firstLine(run.display_title),
  result: run.conclusion ?? run.status ?? "unknown",
  branch: run.head_branch ?? "",
  event: run.event,
  actor: login(run.actor),
  sha: run.head_sha,
  created_at: run.created_at,
  url: run.html_url,
});

function jobRow(job: Job) {
  const failed = job.steps?.find((step) => step.conclusion === "failure")?.name;
  return {
    id: job.id,
    name: job.name,
    result: job.conclusion ?? job.status,
    ...(failed === undefined ? {} : { failed_step: failed }),
    started_at: job.started_at,
    ...(job.completed_at ? { completed_at: job.completed_at } : {}),
    url: job.html_url ?? "",
  };
}
