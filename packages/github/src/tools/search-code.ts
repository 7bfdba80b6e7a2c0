import { pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { cutText } from "../format.ts";
import { collectPages } from "../pages.ts";
import { defineTool } from "../tool.ts";

export const searchCode = defineTool({
  name: "github_search_code",
  title: "Search code",
  description:
    "Finds files on default branches by text and qualifiers (repo:owner/name, org:, language:, path:, filename:, extension:) and returns each with the places that match. Put exact text into quotes. GitHub allows ten code searches a minute. For other branches use github_list_files and github_get_file.",
  access: "read",
  group: "core",
  scopes: ["repo"],
  more: "Ask for fewer rows.",
  input: z.object({
    query: z.string().min(1).max(256).describe('Such as "holdPiece repo:acme/router language:typescript"'),
    ...pageInput(),
  }),
  output: z.object({
    total: z.int(),
    files: z.array(
      z.object({
        repository: z.string(),
        path: z.string(),
        url: z.string(),
        matches: z.array(z.string()),
      }),
    ),
    ...pageOutput,
  }),
  async run({ input, api }) {
    let total = 0;
    const { rows, ...next } = await collectPages(
      input,
      (page) => api.searchCode({ ...page, q: input.query }),
      (data) => {
        total = data.total_count;
        return data.items;
      },
    );
    const files = rows.map((row) => ({
      repository: row.repository.full_name,
      path: row.path,
      url: row.html_url,
      matches: (row.text_matches ?? [])
        .filter((match) => match.property === "content" && match.fragment)
        .slice(0, 3)
        .map((match) => cutText(match.fragment ?? "", 400)),
    }));
    return { total, files, ...next };
  },
  render: (output) =>
    parts(
      `${output.total} files found, ${output.files.length} shown`,
      ...output.files.map(({ repository, path, url, matches }) =>
        [`=== ${repository} ${path} ${url}`, ...matches].join("\n"),
      ),
      nextPage(output),
    ),
});
