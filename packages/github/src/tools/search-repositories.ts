import { pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { FoundRepository } from "../api/code.ts";
import { cutText } from "../format.ts";
import { collectPages } from "../pages.ts";
import { defineTool } from "../tool.ts";

export const searchRepositories = defineTool({
  name: "github_search_repositories",
  title: "Search repositories",
  description:
    "Finds repositories by words and qualifiers (user:, org:, language:, topic:, is:private, archived:false, pushed:>2026-01-01) and returns rows with link and total. GitHub stops at 1,000 results and 30 searches a minute.",
  access: "read",
  group: "core",
  scopes: ["repo"],
  input: z.object({
    query: z.string().min(1).max(256).describe("Words and qualifiers"),
    sort: z
      .enum(["best", "stars", "forks", "updated", "help-wanted-issues"])
      .default("best")
      .describe("Order, highest or newest first"),
    ...pageInput(),
  }),
  output: z.object({
    total: z.int(),
    repositories: z.array(
      z.object({
        repository: z.string(),
        description: z.string().optional(),
        language: z.string().optional(),
        visibility: z.string(),
        archived: z.boolean().optional(),
        stars: z.int(),
        pushed_at: z.string(),
        url: z.string(),
      }),
    ),
    ...pageOutput,
  }),
  async run({ input, api }) {
    let total = 0;
    const { rows, ...next } = await collectPages(
      input,
      (page) =>
        api.searchRepositories({
          ...page,
          q: input.query,
          ...(input.sort === "best" ? {} : { sort: input.sort }),
        }),
      (data) => {
        total = data.total_count;
        return data.items;
      },
    );
    return { total, repositories: rows.map(shown), ...next };
  },
  render: (output) =>
    parts(
      `${output.total} found, ${output.repositories.length} shown`,
      table(output.repositories, [
        "repository",
        "description",
        "language",
        "visibility",
        "archived",
        "stars",
        "pushed_at",
        "url",
      ]),
      nextPage(output),
    ),
});

const shown = (row: FoundRepository) => ({
  repository: row.full_name,
  ...(row.description ? { description: cutText(row.description, 200) } : {}),
  ...(row.language ? { language: row.language } : {}),
  visibility: row.visibility ?? (row.private ? "private" : "public"),
  ...(row.archived ? { archived: true } : {}),
  stars: row.stargazers_count,
  pushed_at: row.pushed_at,
  url: row.html_url,
});
