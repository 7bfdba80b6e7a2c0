import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { numberParam, repositoryParam, repoOf } from "../params.ts";
import { defineTool } from "../tool.ts";

export const mergePullRequest = defineTool({
  name: "github_merge_pull_request",
  title: "Merge pull request",
  description:
    "Merges a pull request into its base branch. This cannot be undone, only reverted by another commit. With expected_head_sha nothing is merged that was pushed after you looked. GitHub refuses when checks, reviews or conflicts are in the way; github_get_pull_request shows which.",
  access: "destroy",
  group: "reviews",
  scopes: ["repo"],
  input: z.object({
    repository: repositoryParam,
    number: numberParam,
    method: z.enum(["merge", "squash", "rebase"]).default("merge").describe("How the commits are joined"),
    expected_head_sha: z.string().max(64).optional().describe("head_sha of github_get_pull_request"),
    title: z.string().max(256).optional().describe("Title of the merge or squash commit"),
    message: z.string().max(20_000).optional().describe("Rest of that commit's message"),
  }),
  output: z.object({
    number: z.int(),
    merged: z.boolean(),
    sha: z.string(),
    message: z.string(),
    url: z.string(),
  }),
  async run({ input, api }) {
    const at = repoOf(input.repository);
    const pull = await api.pull(at, input.number);
    await api.lockdown.require(at, pull, `Pull request #${input.number}`);
    const done = await api.merge(at, input.number, {
      merge_method: input.method,
      ...(input.expected_head_sha === undefined ? {} : { sha: input.expected_head_sha }),
      ...(input.title === undefined ? {} : { commit_title: input.title }),
      ...(input.message === undefined ? {} : { commit_message: input.message }),
    });
    return {
      number: input.number,
      merged: done.merged,
      sha: done.sha,
      message: done.message,
      url: pull.html_url,
    };
  },
  render: ({ number, ...rest }) => `Merged pull request #${number}\n${fields(rest)}`,
});
