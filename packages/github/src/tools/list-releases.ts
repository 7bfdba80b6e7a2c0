import { pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { Release } from "../api/code.ts";
import { cutText, login } from "../format.ts";
import { collectPages } from "../pages.ts";
import { detailParam, repositoryParam, repoOf } from "../params.ts";
import { defineTool } from "../tool.ts";

export const listReleases = defineTool({
  name: "github_list_releases",
  title: "List releases",
  description:
    "Lists the releases of a repository, newest first, with tag, notes and the names of their files. Notes are cut unless detail is full. Plain tags are in github_list_branches.",
  access: "read",
  group: "releases",
  scopes: ["repo"],
  more: "Ask for fewer releases.",
  input: z.object({ repository: repositoryParam, detail: detailParam, ...pageInput(100, 10) }),
  output: z.object({
    releases: z.array(
      z.object({
        id: z.int(),
        tag: z.string(),
        name: z.string(),
        state: z.string(),
        author: z.string(),
        published_at: z.string().optional(),
        notes: z.string(),
        files: z.array(z.string()),
        url: z.string(),
      }),
    ),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const at = repoOf(input.repository);
    const { rows, ...next } = await collectPages(
      input,
      (page) => api.releases(at, page),
      (data) => data,
    );
    const notesLimit = input.detail === "full" ? 65_536 : 800;
    return { releases: rows.map((row) => shown(row, notesLimit)), ...next };
  },
  render: (output) =>
    parts(
      ...output.releases.map(({ tag, name, state, author, published_at: at, notes, files, url }) => {
        const line = `=== ${tag} ${name === tag ? "" : `(${name}) `}${state} by ${author} ${at ?? ""} ${url}`;
        return [line, notes.trim(), files.length > 0 && `files: ${files.join(", ")}`]
          .filter(Boolean)
          .join("\n");
      }),
      output.releases.length === 0 && "(no releases)",
      nextPage(output),
    ),
});

const shown = (row: Release, notesLimit: number) => ({
  id: row.id,
  tag: row.tag_name,
  name: row.name ?? row.tag_name,
  state: row.draft ? "draft" : row.prerelease ? "prerelease" : "released",
  author: login(row.author),
  ...(row.published_at ? { published_at: row.published_at } : {}),
  notes: cutText(row.body ?? "", notesLimit),
  files: row.assets.map((asset) => asset.name),
  url: row.html_url,
});
