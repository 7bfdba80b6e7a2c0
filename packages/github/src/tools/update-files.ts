import { InputError } from "@sophia-mcp/core/errors";
import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { NewTreeEntry, TreeEntry } from "../api/code.ts";
import { nameOf, pathOf, refOf, repositoryParam, repoOf } from "../params.ts";
import { defineTool } from "../tool.ts";

export const updateFiles = defineTool({
  name: "github_update_files",
  title: "Push files in one commit",
  description:
    "Creates, replaces and deletes several text files of a branch in one commit, and returns it. Nothing is changed unless all of it can be: the branch moves only forward, and only from expected_head_sha where that is given. File modes stay. Files below .github/workflows need the workflow scope.",
  access: "write",
  group: "core",
  scopes: ["repo", "workflow"],
  input: z.object({
    repository: repositoryParam,
    branch: z.string().min(1).max(244).describe("Existing branch"),
    message: z.string().min(1).max(20_000).describe("Commit message"),
    files: z
      .array(z.object({ path: z.string().min(1).max(1000), content: z.string().max(1_000_000) }))
      .max(200)
      .default([])
      .describe("Whole new text of each file"),
    delete: z.array(z.string().min(1).max(1000)).max(200).default([]).describe("Paths to delete"),
    expected_head_sha: z.string().max(64).optional().describe("Refuse if the branch is elsewhere"),
  }),
  output: z.object({
    sha: z.string(),
    branch: z.string(),
    parent: z.string(),
    created: z.array(z.string()),
    updated: z.array(z.string()),
    deleted: z.array(z.string()),
    url: z.string(),
  }),
  async run({ input, api, progress }) {
    const at = repoOf(input.repository);
    const branch = refOf(input.branch);
    const files = input.files.map(({ path, content }) => ({ path: pathOf(path), content }));
    const removed = input.delete.map(pathOf);
    const paths = [...files.map(({ path }) => path), ...removed];
    const twice = paths.find((path, index) => paths.indexOf(path) !== index);
    if (twice !== undefined) throw new InputError(`${twice} is named twice.`);
    if (paths.length === 0) throw new InputError('Nothing to do: "files" and "delete" are both empty.');

    const head = await api.reference(at, `heads/${branch}`);
    const expected = input.expected_head_sha?.toLowerCase();
    if (expected !== undefined && !(expected.length >= 7 && head.startsWith(expected))) {
      throw new InputError(
        `Nothing was changed: ${branch} of ${nameOf(at)} is at ${head}, not at ${input.expected_head_sha}. Read the files again, then repeat with the new sha.`,
      );
    }
    const { tree: headTree } = await api.gitCommit(at, head);
    const existing = await api.tree(at, headTree.sha, true);
    const known = new Map(existing.tree.map((entry) => [entry.path, entry]));
    const missing = removed.filter((path) => known.get(path)?.type !== "blob");
    if (missing.length > 0 && !existing.truncated) {
      throw new InputError(`Nothing was changed: ${branch} has no file ${missing.join(", ")} to delete.`);
    }
    progress(1, 4, "read the branch");
    const entries: NewTreeEntry[] = [
      ...files.map(({ path, content }) => ({
        path,
        content,
        type: "blob" as const,
        mode: modeOf(known.get(path)),
      })),
      ...removed.map((path) => ({ path, type: "blob" as const, mode: modeOf(known.get(path)), sha: null })),
    ];
    const tree = await api.createTree(at, headTree.sha, entries);
    progress(2, 4, "wrote the files");
    const commit = await api.createCommit(at, input.message, tree, head);
    progress(3, 4, "made the commit");
    await api.moveBranch(at, branch, commit.sha);
    return {
      sha: commit.sha,
      branch,
      parent: head,
      created: files.filter(({ path }) => !known.has(path)).map(({ path }) => path),
      updated: files.filter(({ path }) => known.has(path)).map(({ path }) => path),
      deleted: removed,
      url: commit.html_url,
    };
  },
  render: ({ sha, ...rest }) => `Committed ${sha}\n${fields(rest)}`,
});

/** A script stays executable and a link a link. */
function modeOf(entry: TreeEntry | undefined): "100644" | "100755" | "120000" {
  return entry?.mode === "100755" || entry?.mode === "120000" ? entry.mode : "100644";
}
