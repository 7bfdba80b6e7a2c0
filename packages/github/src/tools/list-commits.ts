import { pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { firstLine } from "../format.ts";
import { loginOf } from "../names.ts";
import { collectPages } from "../pages.ts";
import { pathOf, refOf, refParam, repositoryParam, repoOf, timeOf } from "../params.ts";
import { defineTool } from "../tool.ts";

export const listCommits = defineTool({
  name: "github_list_commits",
  title: "List commits",
  description:
    "Lists commits of a branch, newest first, one line each: sha, time, author, first line of the message. Narrow by path, author and time. For a commit's changes use github_get_commit.",
  access: "read",
  group: "core",
  scopes: ["repo"],
  input: z.object({
    repository: repositoryParam,
    ref: refParam,
    path: z.string().max(1000).optional().describe("Only commits that touch this file or directory"),
    author: z.string().max(320).optional().describe("Login, name, e-mail or @me"),
    since: z.string().max(30).optional().describe("Date, time, or span back such as 7d"),
    until: z.string().max(30).optional().describe("As since"),
    ...pageInput(),
  }),
  output: z.object({
    commits: z.array(
      z.object({
        sha: z.string(),
        at: z.string(),
        author: z.string(),
        message: z.string(),
        url: z.string(),
      }),
    ),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const at = repoOf(input.repository);
    const sha = input.ref === undefined ? undefined : refOf(input.ref);
    await api.lockdown.requireRef(at, sha);
    const narrowed = {
      ...(sha === undefined ? {} : { sha }),
      ...(input.path === undefined ? {} : { path: pathOf(input.path) }),
      ...(input.author === undefined ? {} : { author: await loginOf(api, input.author) }),
      ...(input.since === undefined ? {} : { since: timeOf(input.since, "since") }),
      ...(input.until === undefined ? {} : { until: timeOf(input.until, "until") }),
    };
    const { rows, ...next } = await collectPages(
      input,
      (page) => api.commits(at, { ...page, ...narrowed }),
      (data) => data,
    );
    const commits = rows.map((row) => ({
      sha: row.sha,
      at: row.commit.author?.date ?? "",
      // Who committed with an address that no account has is known by name only.
      author: (row.author && "login" in row.author ? row.author.login : row.commit.author?.name) ?? "unknown",
      message: firstLine(row.commit.message),
      url: row.html_url,
    }));
    return { commits, ...next };
  },
  render: (output) =>
    parts(table(output.commits, ["sha", "at", "author", "message", "url"]), nextPage(output)),
});
