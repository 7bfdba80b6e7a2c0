import { findToolError } from "@sophia-mcp/core/errors";
import { fields, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { GitHubApi } from "../api.ts";
import { cutText } from "../format.ts";
import { repositoryParam, repoOf, type Repo } from "../params.ts";
import { defineTool } from "../tool.ts";

const ranks = ["admin", "maintain", "push", "triage", "pull"] as const;

export const getRepository = defineTool({
  name: "github_get_repository",
  title: "Get repository",
  description:
    "Returns one repository: default branch, visibility, topics, licence, counts, your own permission, and the README when asked. For its files use github_list_files.",
  access: "read",
  group: "core",
  scopes: ["repo"],
  more: "Read the README in parts with github_get_file.",
  input: z.object({
    repository: repositoryParam,
    readme: z.boolean().default(false).describe("Also the README's text"),
  }),
  output: z.object({
    repository: z.string(),
    description: z.string().optional(),
    url: z.string(),
    default_branch: z.string(),
    visibility: z.string(),
    permission: z.string().optional(),
    state: z.array(z.string()),
    language: z.string().optional(),
    topics: z.array(z.string()),
    license: z.string().optional(),
    stars: z.int(),
    forks: z.int(),
    open_issues_and_pull_requests: z.int(),
    created_at: z.string(),
    pushed_at: z.string(),
    readme: z.string().optional(),
  }),
  async run({ input, api }) {
    const at = repoOf(input.repository);
    const [found, readme] = await Promise.all([
      api.repository(at),
      input.readme ? readmeOf(api, at) : undefined,
    ]);
    const permission = ranks.find((rank) => found.permissions?.[rank]);
    return {
      repository: found.full_name,
      ...(found.description ? { description: found.description } : {}),
      url: found.html_url,
      default_branch: found.default_branch,
      visibility: found.visibility ?? (found.private ? "private" : "public"),
      ...(permission ? { permission } : {}),
      state: (["archived", "fork", "disabled"] as const).filter((flag) => found[flag]),
      ...(found.language ? { language: found.language } : {}),
      topics: found.topics ?? [],
      ...(found.license ? { license: found.license.spdx_id ?? found.license.name } : {}),
      stars: found.stargazers_count,
      forks: found.forks_count,
      open_issues_and_pull_requests: found.open_issues_count,
      created_at: found.created_at,
      pushed_at: found.pushed_at,
      ...(readme === undefined ? {} : { readme }),
    };
  },
  render: ({ readme, ...repository }) => parts(fields(repository), readme),
});

/** A repository without a README is no error. */
async function readmeOf(api: GitHubApi, at: Repo): Promise<string> {
  try {
    return cutText(await api.readme(at), 20_000);
  } catch (error) {
    if (findToolError(error)?.details.status === 404) return "(no README)";
    throw error;
  }
}
