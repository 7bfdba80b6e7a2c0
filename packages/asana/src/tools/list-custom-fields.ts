import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { fieldShape, fieldTable, showField } from "../field-format.ts";
import { findWorkspace } from "../names.ts";
import { workspaceParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const listCustomFields = defineTool({
  name: "asana_list_custom_fields",
  title: "List custom fields",
  description:
    "Lists the custom fields of a workspace with their types and the names of their options. Needs a paid plan. The fields of one project come with asana_get_project.",
  access: "read",
  group: "projects",
  scopes: ["custom_fields:read"],
  more: "Pass a smaller limit.",
  input: z.object({ workspace: workspaceParam, ...pageInput(100) }),
  output: z.object({ custom_fields: z.array(fieldShape), ...pageOutput }),
  async run({ input, api }) {
    const { gid } = await findWorkspace(api, input.workspace);
    const { rows, ...next } = await collect(input, (token, size) => api.customFields(gid, token, size));
    return { custom_fields: rows.map(showField), ...next };
  },
  render: (output) => parts(fieldTable(output.custom_fields), nextPage(output)),
});
