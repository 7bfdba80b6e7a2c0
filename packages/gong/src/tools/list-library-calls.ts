import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { fields, nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { FolderContent } from "../answers.ts";
import { clock, utc } from "../dates.ts";
import { userLabels } from "../names.ts";
import { defineTool } from "../tool.ts";

export const listLibraryCalls = defineTool({
  name: "gong_list_library_calls",
  title: "List library calls",
  description:
    "Returns the calls and snippets in one public folder of the call library, with the note of whoever added them and the part of the call that is meant. gong_list_library_folders names the folders.",
  access: "read",
  group: "core",
  scopes: ["api:library:read"],
  more: "Pass a smaller limit with cursor.",
  input: z.object({
    folder_id: z
      .string()
      .regex(/^\d{1,20}$/)
      .max(20)
      .describe("Id of the folder"),
    ...pageInput(200, 50),
  }),
  output: z.object({
    folder: z.string(),
    updated_at: z.string().optional(),
    calls: z.array(
      z.object({
        id: z.string(),
        title: z.string().optional(),
        part: z.string().optional(),
        note: z.string().optional(),
        added_by: z.string().optional(),
        added_at: z.string().optional(),
        url: z.string().optional(),
      }),
    ),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const [folder, label] = await Promise.all([api.folderContent(input.folder_id), userLabels(api)]);
    const { rows, ...next } = await collect(input, async () => ({ rows: folder.calls ?? [] }));
    const updated = utc(folder.updated);
    return {
      folder: `${folder.name} [${folder.id}]`,
      ...(updated ? { updated_at: updated } : {}),
      calls: rows.map((call) => showCall(call, label)),
      ...next,
    };
  },
  render: (output) =>
    parts(
      fields({ folder: output.folder, updated_at: output.updated_at }),
      output.calls.length === 0
        ? "The folder is empty."
        : table(output.calls, ["id", "title", "part", "note", "added_by", "added_at", "url"]),
      nextPage(output),
    ),
});

type LibraryCall = NonNullable<FolderContent["calls"]>[number];

function showCall(call: LibraryCall, label: (id: string) => string) {
  const { id, title, note, addedBy, created, url, snippet } = call;
  const added = utc(created);
  return {
    id,
    ...(title ? { title } : {}),
    ...(snippet ? { part: `${clock(snippet.fromSec)}-${clock(snippet.toSec)}` } : {}),
    ...(note ? { note } : {}),
    ...(addedBy ? { added_by: label(addedBy) } : {}),
    ...(added ? { added_at: added } : {}),
    ...(url ? { url } : {}),
  };
}
