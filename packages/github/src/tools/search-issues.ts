import { InputError } from "@sophia-mcp/core/errors";
import { collect, pageInput, pageOutput, type VendorPage } from "@sophia-mcp/core/paging";
import { nextPage, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { GitHubApi } from "../api.ts";
import type { Issue } from "../api/issues.ts";
import type { ListedPull } from "../api/pulls.ts";
import { issueRow, issueShape, issueTable, type IssueRow } from "../format.ts";
import { labelsOf, loginOf } from "../names.ts";
import { readPage } from "../pages.ts";
import { nameOf, repositoryParam, repoOf, type Repo } from "../params.ts";
import { defineTool } from "../tool.ts";

const input = z.object({
  query: z
    .string()
    .max(256)
    .optional()
    .describe("Words and qualifiers, such as milestone:v2, created:>2026-01-01"),
  repository: repositoryParam.optional(),
  type: z.enum(["issue", "pull_request"]).default("issue").describe("Which of the two"),
  state: z.enum(["open", "closed", "all"]).default("open").describe("Closed includes merged"),
  author: z.string().max(320).optional().describe("Login, name, e-mail or @me"),
  assignee: z.string().max(320).optional().describe("As author"),
  labels: z.array(z.string().min(1).max(100)).max(20).default([]).describe("All of these labels"),
  sort: z.enum(["created", "updated", "comments"]).default("updated").describe("Newest or most first"),
  ...pageInput(),
});

export const searchIssues = defineTool({
  name: "github_search_issues",
  title: "Search issues or pull requests",
  description:
    "Finds issues or pull requests by text, qualifiers and filters, open ones unless told otherwise, in one repository or everywhere, one row each. Without query a repository is listed whole; a search stops at 1,000 results and 30 searches a minute. For one with its text and comments use github_get_issue or github_get_pull_request.",
  access: "read",
  group: "core",
  scopes: ["repo"],
  more: "Narrow by labels, assignee or query.",
  search: {
    query: "query",
    limit: "limit",
    until: { key: "query", form: "updated:<={}" },
    arguments: { state: "all" },
    results: "rows",
    title: "title",
    url: "url",
    updated: "updated_at",
    about: ["repository", "state", "author"],
    // Without a bound GitHub searches the whole world.
    calls: [
      { kind: "issue", words: "{} is:private" },
      { kind: "issue", words: "{} is:public involves:@me" },
      { kind: "pull request", words: "{} is:private", arguments: { state: "all", type: "pull_request" } },
    ],
  },
  input,
  output: z.object({ total: z.int().optional(), rows: z.array(issueShape), ...pageOutput }),
  async run({ input: given, api }) {
    const at = given.repository === undefined ? undefined : repoOf(given.repository);
    const wanted = {
      ...given,
      ...(given.author === undefined ? {} : { author: await loginOf(api, given.author) }),
      ...(given.assignee === undefined ? {} : { assignee: await loginOf(api, given.assignee) }),
      ...(at === undefined ? {} : { labels: await labelsOf(api, at, given.labels) }),
    };
    let total: number | undefined;
    const { rows, ...next } = await collect<IssueRow>(given, (token, size) => {
      if (at && !given.query?.trim()) return listed(api, at, wanted, token, size);
      return found(api, at, wanted, token, size, (count) => (total = count));
    });
    return { ...(total === undefined ? {} : { total }), rows, ...next };
  },
  render: (output) =>
    parts(
      output.total !== undefined && `${output.total} found, ${output.rows.length} shown`,
      issueTable(output.rows),
      nextPage(output),
    ),
});

type Wanted = z.output<typeof input>;

/** The list endpoints have none of the search's limits. Pull requests by person or label are listed among the issues. */
function listed(
  api: GitHubApi,
  at: Repo,
  { type, state, sort, author, assignee, labels }: Wanted,
  token: string | undefined,
  size: number,
): Promise<VendorPage<IssueRow>> {
  const keep = async (rows: readonly (Issue | ListedPull)[]) =>
    (await api.lockdown.keep(at, rows)).map((row) => issueRow(row));
  const pulls = type === "pull_request";
  if (pulls && author === undefined && assignee === undefined && labels.length === 0) {
    const order = sort === "comments" ? "popularity" : sort;
    return readPage(token, size, (page) => api.pulls(at, { ...page, state, sort: order }), keep);
  }
  return readPage(
    token,
    size,
    (page) =>
      api.issues(at, {
        ...page,
        state,
        sort,
        ...(labels.length > 0 ? { labels: labels.join(",") } : {}),
        ...(author === undefined ? {} : { creator: author }),
        ...(assignee === undefined ? {} : { assignee }),
      }),
    (rows) => keep(rows.filter((row) => (row.pull_request !== undefined) === pulls)),
  );
}

function found(
  api: GitHubApi,
  at: Repo | undefined,
  { query, type, state, sort, author, assignee, labels }: Wanted,
  token: string | undefined,
  size: number,
  count: (total: number) => void,
): Promise<VendorPage<IssueRow>> {
  if (!query?.trim() && author === undefined && assignee === undefined) {
    throw new InputError('Give "query", "repository", "author" or "assignee".');
  }
  const q = [
    query?.trim(),
    type === "issue" ? "is:issue" : "is:pr",
    at && `repo:${nameOf(at)}`,
    state !== "all" && `state:${state}`,
    author !== undefined && `author:${author}`,
    assignee !== undefined && `assignee:${assignee}`,
    ...labels.map((label) => `label:"${label.replaceAll('"', "")}"`),
  ];
  return readPage(
    token,
    size,
    (page) => api.searchIssues({ ...page, q: q.filter(Boolean).join(" "), sort }),
    async (data) => {
      count(data.total_count);
      const kept = await Promise.all(
        data.items.map(async (item) => {
          const repository = item.repository_url.split("/").slice(-2).join("/");
          const rows = await api.lockdown.keep(repoOf(repository), [item]);
          return rows.map((row) => issueRow(row, repository));
        }),
      );
      return kept.flat();
    },
  );
}
