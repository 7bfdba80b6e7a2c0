import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { readPage } from "../pages.ts";
import { repositoryParam, repoOf } from "../params.ts";
import { defineTool } from "../tool.ts";

export const listBranches = defineTool({
  name: "github_list_branches",
  title: "List branches or tags",
  description:
    "Lists the branches or the tags of a repository with the commit that each points to. query keeps names that contain it. For one branch's newest commit github_get_commit is enough.",
  access: "read",
  group: "releases",
  scopes: ["repo"],
  input: z.object({
    repository: repositoryParam,
    kind: z.enum(["branches", "tags"]).default("branches").describe("Which of the two"),
    query: z.string().max(255).optional().describe("Part of the name"),
    ...pageInput(),
  }),
  output: z.object({
    rows: z.array(
      z.object({ name: z.string(), sha: z.string(), protected: z.boolean().optional(), url: z.string() }),
    ),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const at = repoOf(input.repository);
    const read = input.kind === "tags" ? api.tags : api.branches;
    const wanted = input.query?.toLowerCase();
    const { html_url: home } = await api.known(at);
    const { rows, ...next } = await collect(input, (token, size) =>
      readPage(
        token,
        // Names are chosen here, so a search reads large pages.
        wanted === undefined ? size : 100,
        (page) => read(at, page),
        (data) => data.filter((row) => wanted === undefined || row.name.toLowerCase().includes(wanted)),
      ),
    );
    const shown = rows.map(({ name, commit: { sha }, protected: kept }) => {
      const url = `${home}/tree/${name.split("/").map(encodeURIComponent).join("/")}`;
      return kept ? { name, sha, protected: true, url } : { name, sha, url };
    });
    return { rows: shown, ...next };
  },
  render: (output) => parts(table(output.rows, ["name", "sha", "protected", "url"]), nextPage(output)),
});
