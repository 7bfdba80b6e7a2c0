import { z } from "zod";
import type { Folder } from "../answers.ts";
import { oneLine } from "../lines.ts";
import { workspaceId } from "../names.ts";
import { workspaceParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const listLibraryFolders = defineTool({
  name: "gong_list_library_folders",
  title: "List library folders",
  description:
    "Returns the public folders of the call library as a tree, with ids. Private and archived folders are not shown by Gong. The calls in a folder come from gong_list_library_calls.",
  access: "read",
  group: "core",
  scopes: ["api:library:read"],
  more: "Name a workspace.",
  input: z.object({ workspace: workspaceParam }),
  output: z.object({
    folders: z.array(
      z.object({ id: z.string(), name: z.string(), parent_id: z.string().optional(), path: z.string() }),
    ),
  }),
  async run({ input, api }) {
    const id = input.workspace === undefined ? undefined : await workspaceId(api, input.workspace);
    const folders = await api.folders(id);
    const known = new Map(folders.map((folder) => [folder.id, folder]));
    const shown = folders.map((folder) => showFolder(folder, known));
    return { folders: shown.sort((one, other) => one.path.localeCompare(other.path)) };
  },
  render: ({ folders }) =>
    folders
      .map(({ id, name, path }) => `${"  ".repeat(path.split(separator).length - 1)}${name} [${id}]`)
      .join("\n") || "No public folders.",
});

const showFolder = (folder: Folder, known: ReadonlyMap<string, Folder>) => ({
  id: folder.id,
  name: oneLine(folder.name),
  ...(folder.parentFolderId ? { parent_id: folder.parentFolderId } : {}),
  path: pathOf(folder, known),
});

const separator = " > ";
const deepest = 20;

/** Names from the top down. The depth is bounded, should Gong ever answer folders in a circle. */
function pathOf(folder: Folder, known: ReadonlyMap<string, Folder>): string {
  const names: string[] = [];
  let current: Folder | undefined = folder;
  while (current && names.length < deepest) {
    names.unshift(oneLine(current.name).replaceAll(separator, " "));
    current = current.parentFolderId ? known.get(current.parentFolderId) : undefined;
  }
  return names.join(separator);
}
