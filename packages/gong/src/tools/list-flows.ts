import { InputError } from "@sophia-mcp/core/errors";
import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { Flow } from "../answers.ts";
import type { GongApi } from "../api.ts";
import { utc } from "../dates.ts";
import { findUser, workspaceId } from "../names.ts";
import { workspaceParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const listFlows = defineTool({
  name: "gong_list_flows",
  title: "List flows",
  description:
    "Returns the Gong Engage flows that a user can use: the company's, the user's own, and those shared with the user. Names, folders and visibility; Gong does not tell the steps.",
  access: "read",
  group: "flows",
  scopes: ["api:flows:read"],
  more: "Pass a smaller limit with cursor.",
  input: z.object({
    owner: z.string().min(1).max(320).describe("User, by e-mail, name or id"),
    workspace: workspaceParam,
    ...pageInput(200, 50),
  }),
  output: z.object({
    flows: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        folder: z.string().optional(),
        visibility: z.string().optional(),
        created_at: z.string().optional(),
        exclusive: z.boolean().optional(),
      }),
    ),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const [email, workspace] = await Promise.all([
      emailOf(api, input.owner),
      input.workspace === undefined ? undefined : workspaceId(api, input.workspace),
    ]);
    const { rows, ...next } = await collect(input, (cursor) => api.flows(email, workspace, cursor));
    return { flows: rows.map(showFlow), ...next };
  },
  render: (output) =>
    parts(
      table(output.flows, ["id", "name", "folder", "visibility", "created_at", "exclusive"]),
      nextPage(output),
    ),
});

/** An e-mail address needs no look-up, so it works also without the scope for users. */
async function emailOf(api: GongApi, given: string): Promise<string> {
  if (/^[^\s@]+@[^\s@]+$/.test(given.trim())) return given.trim();
  const { emailAddress, id } = await findUser(api, given);
  if (emailAddress) return emailAddress;
  throw new InputError(`User ${id} has no e-mail address in Gong, which flows are listed by.`);
}

function showFlow({ id, name, folderName, visibility, creationDate, exclusive }: Flow) {
  const created = utc(creationDate);
  return {
    id,
    name,
    ...(folderName ? { folder: folderName } : {}),
    ...(visibility ? { visibility: visibility.toLowerCase() } : {}),
    ...(created ? { created_at: created } : {}),
    ...(exclusive === undefined ? {} : { exclusive }),
  };
}
