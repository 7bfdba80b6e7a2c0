import { InputError } from "@sophia-mcp/core/errors";
import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { GitHubApi } from "../api.ts";
import type { TreeEntry } from "../api/code.ts";
import { globTest } from "../glob.ts";
import { nameOf, pathOf, refOf, refParam, repositoryParam, repoOf, type Repo } from "../params.ts";
import { defineTool } from "../tool.ts";

const kinds: Readonly<Record<string, string>> = { blob: "file", tree: "dir", commit: "submodule" };

export const listFiles = defineTool({
  name: "github_list_files",
  title: "List files",
  description:
    "Lists the files and directories of a repository or of one directory as paths with sizes, as deep as asked. pattern narrows by glob. For the text of a file use github_get_file, to find text use github_search_code.",
  access: "read",
  group: "core",
  scopes: ["repo"],
  more: "Name a deeper path, or a pattern.",
  input: z.object({
    repository: repositoryParam,
    path: z.string().max(1000).default("").describe("Directory; default: the root"),
    ref: refParam,
    depth: z.int().min(1).max(50).default(2).describe("Levels below path"),
    pattern: z.string().max(200).optional().describe('Glob such as "src/**/*.ts", or "*.ts" for names'),
    ...pageInput(1000, 200),
  }),
  output: z.object({
    files: z.array(z.object({ path: z.string(), type: z.string(), size: z.int().optional() })),
    incomplete: z.boolean().optional(),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const at = repoOf(input.repository);
    const path = pathOf(input.path);
    const ref = input.ref === undefined ? undefined : refOf(input.ref);
    await api.lockdown.requireRef(at, ref);
    // A tree is found by a name without slashes or by its sha.
    const root = ref?.includes("/") ? await api.resolve(at, ref) : (ref ?? "HEAD");
    const directory = await descend(api, at, root, path);
    const tree = await api.tree(at, directory, input.depth > 1);
    const prefix = path === "" ? "" : `${path}/`;
    const fits = input.pattern === undefined ? undefined : globTest(input.pattern);
    const found = tree.tree
      .filter((entry) => entry.path.split("/").length <= input.depth)
      .map((entry) => shown(entry, prefix))
      .filter((entry) => fits?.(entry.path) ?? true);
    const { rows, ...next } = await collect(input, async () => ({ rows: found }));
    return { files: rows, ...(tree.truncated ? { incomplete: true } : {}), ...next };
  },
  render: (output) =>
    parts(
      table(output.files, ["path", "type", "size"]),
      output.incomplete &&
        "GitHub cut this list because the tree is very large: name a deeper path, or depth: 1.",
      nextPage(output),
    ),
});

/** From the root down one tree at a time: small answers, where a recursive list of a large repository is cut. */
async function descend(api: GitHubApi, at: Repo, ref: string, path: string): Promise<string> {
  let sha = ref;
  for (const segment of path === "" ? [] : path.split("/")) {
    const { tree } = await api.tree(at, sha, false);
    const entry = tree.find((candidate) => candidate.path === segment);
    if (entry?.type !== "tree") {
      throw new InputError(
        entry
          ? `${path} is a file, or below one. github_get_file reads it.`
          : `${nameOf(at)} has no directory ${path}${ref === "HEAD" ? "" : ` at ${ref}`}.`,
      );
    }
    sha = entry.sha;
  }
  return sha;
}

function shown(entry: TreeEntry, prefix: string) {
  const type = entry.mode === "120000" ? "symlink" : (kinds[entry.type] ?? entry.type);
  const { size } = entry;
  return { path: `${prefix}${entry.path}`, type, ...(size === undefined ? {} : { size }) };
}
