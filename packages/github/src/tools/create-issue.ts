import { findToolError } from "@sophia-mcp/core/errors";
import { z } from "zod";
import type { GitHubApi } from "../api.ts";
import { changed } from "../changes.ts";
import { changedShape, renderChanged } from "../format.ts";
import { labelsOf, loginsOf, milestoneOf } from "../names.ts";
import { bodyParam, loginsParam, repositoryParam, repoOf, type Repo } from "../params.ts";
import { defineTool } from "../tool.ts";

export const createIssue = defineTool({
  name: "github_create_issue",
  title: "Create issue",
  description:
    "Creates an issue with labels, assignees, milestone and type by name, and returns its number and link. An open issue of yours with the same title is returned instead of a second one. Labels must exist.",
  access: "write",
  group: "core",
  scopes: ["repo"],
  input: z.object({
    repository: repositoryParam,
    title: z.string().min(1).max(256).describe("Title"),
    body: bodyParam.optional().describe("Markdown"),
    labels: z.array(z.string().min(1).max(100)).max(50).default([]).describe("Existing labels"),
    assignees: loginsParam.max(10).default([]).describe("Logins, names, e-mails or @me"),
    milestone: z.string().max(256).optional().describe("Title or number"),
    type: z.string().max(100).optional().describe("Issue type of the organisation, such as Bug"),
  }),
  output: changedShape.extend({ created: z.boolean() }),
  async run({ input, api }) {
    const at = repoOf(input.repository);
    const earlier = await sameTitle(api, at, input.title);
    if (earlier) return { ...(await changed(api, at, earlier)), created: false };
    const assignees = await loginsOf(api, input.assignees);
    const issue = await api.createIssue(at, input.title, {
      ...(input.body === undefined ? {} : { body: input.body }),
      ...(input.labels.length > 0 ? { labels: await labelsOf(api, at, input.labels) } : {}),
      ...(assignees.length > 0 ? { assignees } : {}),
      ...(input.milestone === undefined ? {} : { milestone: await milestoneOf(api, at, input.milestone) }),
      ...(input.type === undefined ? {} : { type: input.type }),
    });
    return { ...(await changed(api, at, issue, assignees)), created: true };
  },
  render: ({ created, ...issue }) =>
    renderChanged(created ? "Created" : "Already there, nothing created:")(issue),
});

/** GitHub has no idempotency key: after a timeout a second call must find what the first one made. */
async function sameTitle(api: GitHubApi, at: Repo, title: string) {
  try {
    const { data: me } = await api.me();
    const { data } = await api.issues(at, {
      creator: me.login,
      state: "open",
      sort: "created",
      page: 1,
      per_page: 50,
    });
    return data.find((issue) => !issue.pull_request && issue.title === title);
  } catch (error) {
    // An App installation is nobody, so nothing can be its own.
    if (findToolError(error)?.details.status === 403) return undefined;
    throw error;
  }
}
