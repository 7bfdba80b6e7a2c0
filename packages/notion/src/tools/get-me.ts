import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { ownerOf } from "../people.ts";
import { defineTool } from "../tool.ts";

export const getMe = defineTool({
  name: "notion_get_me",
  title: "Get own integration",
  description:
    "Returns the integration whose token is used: its name, workspace, owner and largest file upload. It sees only pages and databases that were shared with it in Notion.",
  access: "read",
  group: "core",
  scopes: [],
  input: z.object({}),
  output: z.object({
    id: z.string(),
    name: z.string(),
    workspace: z.string().optional(),
    owner: z.string(),
    max_upload_bytes: z.int().optional(),
  }),
  async run({ api }) {
    const me = await api.me();
    const largest = me.bot?.workspace_limits?.max_file_upload_size_in_bytes;
    return {
      id: me.id,
      name: me.name ?? "",
      ...(me.bot?.workspace_name ? { workspace: me.bot.workspace_name } : {}),
      owner: ownerOf(me),
      ...(largest === undefined ? {} : { max_upload_bytes: largest }),
    };
  },
  render: fields,
});
