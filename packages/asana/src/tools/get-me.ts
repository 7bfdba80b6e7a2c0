import { fields, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { defineTool } from "../tool.ts";

export const getMe = defineTool({
  name: "asana_get_me",
  title: "Who am I",
  description:
    "Returns the person whom the token belongs to, and the workspaces that the token can see. Other tools accept a workspace by these names or ids; with a single workspace none is needed.",
  access: "read",
  group: "core",
  scopes: ["users:read", "workspaces:read"],
  input: z.object({}),
  output: z.object({
    id: z.string(),
    name: z.string(),
    email: z.string().optional(),
    workspaces: z.array(z.object({ id: z.string(), name: z.string() })),
  }),
  async run({ api }) {
    const [me, workspaces] = await Promise.all([api.me(), api.workspaces()]);
    return {
      id: me.gid,
      name: me.name ?? "",
      ...(me.email ? { email: me.email } : {}),
      workspaces: workspaces.map(({ gid, name = "" }) => ({ id: gid, name })),
    };
  },
  render: ({ workspaces, ...me }) => parts(fields(me), "Workspaces", table(workspaces, ["id", "name"])),
});
