import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { findTeam, findWorkspace } from "../names.ts";
import { nameParam, workspaceParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const listUsers = defineTool({
  name: "asana_list_users",
  title: "List people",
  description:
    "Lists the people of a workspace or a team with name, e-mail and id. Other tools accept any of these. To find one person by name use asana_search_objects with type user.",
  access: "read",
  group: "core",
  scopes: ["users:read"],
  input: z.object({
    team: nameParam.optional().describe("Team, by name or id"),
    workspace: workspaceParam,
    ...pageInput(100, 50),
  }),
  output: z.object({
    users: z.array(z.object({ id: z.string(), name: z.string(), email: z.string().optional() })),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const { workspace } = input;
    const of = input.team
      ? { team: await findTeam(api, input.team, workspace) }
      : { workspace: (await findWorkspace(api, workspace)).gid };
    const { rows, ...next } = await collect(input, (token, size) => api.users(of, token, size));
    return {
      users: rows.map(({ gid, name = "", email }) => ({ id: gid, name, email })),
      ...next,
    };
  },
  render: (output) => parts(table(output.users, ["id", "name", "email"]), nextPage(output)),
});
