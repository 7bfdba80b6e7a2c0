import { InputError } from "@sophia-mcp/core/errors";
import { parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { GitHubApi } from "../api.ts";
import type { Job } from "../api/actions.ts";
import { excerpt, logLines, troubleIn, type Excerpt } from "../logs.ts";
import { repositoryParam, repoOf, type Repo } from "../params.ts";
import { runOf } from "../runs.ts";
import { defineTool } from "../tool.ts";

const jobsAtOnce = 4;

const input = z.object({
  repository: repositoryParam,
  job_id: z.int().min(1).max(1e15).optional().describe("One job"),
  run_id: z.int().min(1).max(1e15).optional().describe("Instead: the failed jobs of a run, at most 4"),
  mode: z.enum(["failures", "tail"]).default("failures").describe("Failing lines, or the end of the log"),
  lines: z.int().min(1).max(1000).default(120).describe("Most lines a job"),
  start_line: z.int().min(1).max(1e7).optional().describe("Read on from this line instead"),
});

export const getJobLogs = defineTool({
  name: "github_get_job_logs",
  title: "Get job logs",
  description:
    "Returns what an Actions job printed: the failing lines with some around them, or the end, or lines from start_line on, without timestamps and colours. With run_id all failed jobs of that run are read. Ids are in github_list_workflow_runs and in the checks of github_get_pull_request.",
  access: "read",
  group: "actions",
  scopes: ["repo"],
  more: "Ask for fewer lines, or one job_id.",
  input,
  output: z.object({
    jobs: z.array(
      z.object({
        id: z.int(),
        name: z.string(),
        result: z.string(),
        url: z.string(),
        total_lines: z.int(),
        excerpts: z.array(z.object({ from: z.int(), to: z.int(), text: z.string() })),
      }),
    ),
    not_read: z.array(z.string()).optional(),
  }),
  async run({ input: given, api }) {
    const at = repoOf(given.repository);
    const { jobs, rest } = await jobsOf(api, at, given);
    const logs = jobs.map(async (job) => {
      const lines = logLines(await api.jobLog(at, job.id));
      return {
        id: job.id,
        name: job.name,
        result: job.conclusion ?? job.status,
        url: job.html_url ?? "",
        total_lines: lines.length,
        excerpts: choose(lines, given),
      };
    });
    return {
      jobs: await Promise.all(logs),
      ...(rest.length > 0 ? { not_read: rest.map((job) => `${job.name} [${job.id}]`) } : {}),
    };
  },
  render: ({ jobs, not_read: rest }) =>
    parts(
      ...jobs.flatMap(({ id, name, result, url, total_lines: total, excerpts }) => [
        `=== ${name} [${id}] ${result}, ${total} lines ${url}`,
        ...excerpts.map(({ from, to, text }) => `lines ${from}-${to}\n${text}`),
      ]),
      jobs.length === 0 && "No job of this run failed.",
      rest && `Also failed: ${rest.join(", ")}. Read them by job_id.`,
    ),
});

type Given = z.output<typeof input>;

async function jobsOf(api: GitHubApi, at: Repo, given: Given): Promise<{ jobs: Job[]; rest: Job[] }> {
  if ((given.job_id === undefined) === (given.run_id === undefined)) {
    throw new InputError('Give either "job_id" or "run_id".');
  }
  if (given.job_id !== undefined) {
    const job = await api.job(at, given.job_id);
    await runOf(api, at, job.run_id);
    return { jobs: [job], rest: [] };
  }
  const run = given.run_id ?? 0;
  await runOf(api, at, run);
  const { data } = await api.jobs(at, run, { page: 1, per_page: 100 });
  const failed = data.jobs.filter((job) => job.conclusion === "failure" || job.conclusion === "timed_out");
  return { jobs: failed.slice(0, jobsAtOnce), rest: failed.slice(jobsAtOnce) };
}

function choose(lines: readonly string[], { mode, lines: most, start_line: start }: Given): Excerpt[] {
  if (start !== undefined) return [excerpt(lines, start - 1, start + most - 2)];
  const failing = mode === "failures" ? troubleIn(lines, most) : [];
  // A job can fail without a line that says so; its end is then the best there is.
  return failing.length > 0 ? failing : [excerpt(lines, Math.max(0, lines.length - most), lines.length - 1)];
}
