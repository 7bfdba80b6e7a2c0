import { InputError } from "@sophia-mcp/core/errors";
import { pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { fields, nextPage, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { Commit } from "../api/code.ts";
import { fileList, fileRow, fileShape } from "../format.ts";
import { collectPages } from "../pages.ts";
import { pathOf, refOf, repositoryParam, repoOf } from "../params.ts";
import { defineTool } from "../tool.ts";

const patchLimit = 3000;

export const getCommit = defineTool({
  name: "github_get_commit",
  title: "Get commit",
  description:
    "Returns one commit with its whole message and its changed files, each with a patch that is cut when long. path returns the whole patch of one file. ref may also be a branch or tag, for its newest commit.",
  access: "read",
  group: "core",
  scopes: ["repo"],
  more: "Ask for fewer files, or name path.",
  input: z.object({
    repository: repositoryParam,
    ref: z.string().min(1).max(255).describe("Commit sha, branch or tag"),
    path: z.string().max(1000).optional().describe("Only this file, its patch uncut"),
    ...pageInput(100, 30),
  }),
  output: z.object({
    sha: z.string(),
    message: z.string(),
    author: z.string(),
    at: z.string(),
    parents: z.array(z.string()),
    additions: z.int(),
    deletions: z.int(),
    url: z.string(),
    files: z.array(fileShape),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const at = repoOf(input.repository);
    const ref = refOf(input.ref);
    await api.lockdown.requireRef(at, ref);
    const path = input.path === undefined ? undefined : pathOf(input.path);
    let commit: Commit | undefined;
    const wanted = path === undefined ? input : { ...input, limit: 100 };
    const { rows, ...next } = await collectPages(
      wanted,
      (page) => api.commit(at, ref, page),
      (data) => {
        commit = data;
        return data.files ?? [];
      },
    );
    const files = path === undefined ? rows : rows.filter((file) => file.filename === path);
    if (path !== undefined && files.length === 0) {
      throw new InputError(`Commit ${ref} does not change ${path}. Leave path out to see what it changes.`);
    }
    return {
      sha: commit?.sha ?? ref,
      message: commit?.commit.message ?? "",
      author:
        (commit?.author && "login" in commit.author ? commit.author.login : commit?.commit.author?.name) ??
        "unknown",
      at: commit?.commit.author?.date ?? "",
      parents: (commit?.parents ?? []).map((parent) => parent.sha),
      additions: commit?.stats?.additions ?? 0,
      deletions: commit?.stats?.deletions ?? 0,
      url: commit?.html_url ?? "",
      files: files.map((file) => fileRow(file, path === undefined ? patchLimit : 100_000)),
      ...(path === undefined ? next : {}),
    };
  },
  render: ({ files, message, next_cursor, ...about }) =>
    parts(fields(about), message, fileList(files), nextPage({ next_cursor })),
});
