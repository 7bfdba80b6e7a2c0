import { both } from "@sophia-mcp/core/names";
import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { Me } from "../documents/workspace.ts";
import { defineTool } from "../tool.ts";

export const getMe = defineTool({
  name: "linear_get_me",
  title: "Get me",
  description:
    "Returns the person the credential belongs to, with e-mail, time zone, workspace and teams. Other tools accept me as a person. For the issues of this person use linear_list_my_issues.",
  access: "read",
  group: "core",
  scopes: ["read"],
  input: z.object({}),
  output: z.object({
    id: z.string(),
    name: z.string(),
    display_name: z.string(),
    email: z.string(),
    admin: z.boolean(),
    time_zone: z.string().optional(),
    workspace: z.string(),
    teams: z.array(z.string()),
    url: z.string(),
  }),
  async run({ api }) {
    const { viewer } = await api.query(Me, {});
    return {
      id: viewer.id,
      name: viewer.name,
      display_name: viewer.displayName,
      email: viewer.email,
      admin: viewer.admin,
      ...(viewer.timezone ? { time_zone: viewer.timezone } : {}),
      workspace: both(viewer.organization.name, viewer.organization.urlKey),
      teams: viewer.teams.nodes.map(({ name, key }) => both(name, key)),
      url: viewer.url,
    };
  },
  render: (output) => fields(output),
});
