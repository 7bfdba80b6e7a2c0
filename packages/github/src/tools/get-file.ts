import { InputError } from "@sophia-mcp/core/errors";
import { fields, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { pathOf, refOf, refParam, repositoryParam, repoOf } from "../params.ts";
import { defineTool } from "../tool.ts";

const most = 24_000;

export const getFile = defineTool({
  name: "github_get_file",
  title: "Get file",
  description:
    "Returns the text of one file, whole or as a range of lines. A long file comes in parts, with the line to go on from. Binary files are described, not returned. For paths use github_list_files or github_search_code.",
  access: "read",
  group: "core",
  scopes: ["repo"],
  more: "Name start_line and end_line.",
  input: z.object({
    repository: repositoryParam,
    path: z.string().min(1).max(1000).describe("Path inside the repository"),
    ref: refParam,
    start_line: z.int().min(1).max(1e7).default(1).describe("First line"),
    end_line: z.int().min(1).max(1e7).optional().describe("Last line; default: as far as fits"),
  }),
  output: z.object({
    path: z.string(),
    sha: z.string(),
    size: z.int(),
    url: z.string(),
    kind: z.string().optional(),
    lines: z.string().optional(),
    content: z.string().optional(),
  }),
  async run({ input, api }) {
    const at = repoOf(input.repository);
    const path = pathOf(input.path);
    const ref = input.ref === undefined ? undefined : refOf(input.ref);
    await api.lockdown.requireRef(at, ref);
    const found = await api.content(at, path, ref);
    if (Array.isArray(found)) {
      throw new InputError(`${path} is a directory. github_list_files lists what is in it.`);
    }
    const { sha, size, html_url: url } = found;
    const about = { path: found.path, sha, size, url: url ?? "" };
    if (found.type !== "file") {
      const target =
        "target" in found ? found.target : "submodule_git_url" in found ? found.submodule_git_url : "";
      return { ...about, kind: `${found.type} to ${target}` };
    }
    const encoded = "content" in found && found.encoding === "base64" ? found.content : undefined;
    // GitHub sends an empty text for files over 1 MB.
    const text =
      encoded === undefined
        ? await api.rawContent(at, path, ref)
        : Buffer.from(encoded, "base64").toString("utf8");
    if (text.includes("\0")) return { ...about, kind: "binary file" };
    return { ...about, ...range(text, input.start_line, input.end_line) };
  },
  render: ({ content, ...about }) => parts(fields(about), content),
});

/** Whole lines from `first` on, as many as fit. */
function range(text: string, first: number, last: number | undefined): { lines: string; content: string } {
  const all = text.split("\n");
  if (all.at(-1) === "") all.pop();
  if (first > Math.max(1, all.length)) {
    throw new InputError(`The file has ${all.length} lines: "start_line" lies behind its end.`);
  }
  if (last !== undefined && last < first) throw new InputError('"end_line" lies before "start_line".');
  let size = 0;
  let end = first - 1;
  for (const line of all.slice(first - 1, last)) {
    size += line.length + 1;
    if (size > most && end >= first) break;
    end++;
  }
  const content = all.slice(first - 1, end).join("\n");
  const cut = content.length > most ? `${content.slice(0, most).toWellFormed()}… [line cut]` : content;
  const wanted = Math.min(last ?? all.length, all.length);
  const rest = end < wanted ? `; repeat with start_line: ${end + 1} for the rest` : "";
  return { lines: `${first}-${end} of ${all.length}${rest}`, content: cut };
}
