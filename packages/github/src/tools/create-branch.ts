import { findToolError, InputError } from "@sophia-mcp/core/errors";
import { z } from "zod";
import type { GitHubApi } from "../api.ts";
import { nameOf, refOf, repositoryParam, repoOf, type Repo } from "../params.ts";
import { defineTool } from "../tool.ts";

export const createBranch = defineTool({
  name: "github_create_branch",
  title: "Create branch",
  description:
    "Creates a branch at the newest commit of another branch, at a tag or at a commit, and returns its sha. A branch that is there already at the same commit is returned as it is.",
  access: "write",
  group: "core",
  scopes: ["repo"],
  idempotent: true,
  input: z.object({
    repository: repositoryParam,
    branch: z.string().min(1).max(244).describe("Name of the new branch"),
    from: z.string().max(255).optional().describe("Branch, tag or commit; default: the default branch"),
  }),
  output: z.object({ branch: z.string(), sha: z.string(), created: z.boolean(), url: z.string() }),
  async run({ input, api }) {
    const at = repoOf(input.repository);
    const branch = refOf(input.branch);
    const sha = await api.resolve(at, input.from === undefined ? "HEAD" : refOf(input.from));
    const { html_url: home } = await api.known(at);
    const created = await create(api, at, branch, sha);
    return {
      branch,
      sha,
      created,
      url: `${home}/tree/${branch.split("/").map(encodeURIComponent).join("/")}`,
    };
  },
  render: ({ branch, sha, created, url }) =>
    `${created ? "Created" : "Already there:"} branch ${branch} at ${sha}\nurl: ${url}`,
});

async function create(api: GitHubApi, at: Repo, branch: string, sha: string): Promise<boolean> {
  try {
    await api.createBranch(at, branch, sha);
    return true;
  } catch (error) {
    const taken = findToolError(error);
    if (taken?.details.status !== 422 || !taken.message.includes("already exists")) throw error;
    const there = await api.reference(at, `heads/${branch}`);
    if (there === sha) return false;
    throw new InputError(
      `${nameOf(at)} already has a branch ${branch}, at ${there}. Choose another name, or change it with github_update_files.`,
    );
  }
}
