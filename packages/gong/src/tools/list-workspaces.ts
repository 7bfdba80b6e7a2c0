import { table } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { Workspace } from "../answers.ts";
import { defineTool } from "../tool.ts";

export const listWorkspaces = defineTool({
  name: "gong_list_workspaces",
  title: "List workspaces",
  description:
    "Returns the company's Gong workspaces with id and description. Other tools accept a workspace's name as it is.",
  access: "read",
  group: "core",
  scopes: ["api:workspaces:read"],
  input: z.object({}),
  output: z.object({
    workspaces: z.array(z.object({ id: z.string(), name: z.string(), description: z.string().optional() })),
  }),
  async run({ api }) {
    return { workspaces: (await api.workspaces()).map(showWorkspace) };
  },
  render: (output) => table(output.workspaces, ["id", "name", "description"]),
});

const showWorkspace = ({ id, name, description }: Workspace) => ({
  id,
  name,
  ...(description ? { description } : {}),
});
