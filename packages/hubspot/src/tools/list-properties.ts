import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { objectTypeParam } from "../params.ts";
import { describeProperty, propertyShape } from "../properties.ts";
import { defineTool } from "../tool.ts";
import { objectType } from "../types.ts";

export const listProperties = defineTool({
  name: "hubspot_list_properties",
  title: "List properties",
  description:
    "Returns the properties of an object type with internal name, label, type and number of options. Pass query to find a property by a word. hubspot_get_property lists the options of one.",
  access: "read",
  group: "core",
  scopes: ["crm.schemas.{type}.read"],
  more: "Pass query to narrow the list.",
  input: z.object({
    object_type: objectTypeParam,
    query: z.string().max(200).optional().describe("Part of the name, label, group or description"),
    ...pageInput(500, 100),
  }),
  output: z.object({ total: z.int(), properties: z.array(propertyShape), ...pageOutput }),
  async run({ input, api }) {
    const type = await objectType(api, input.object_type);
    const wanted = input.query?.toLowerCase() ?? "";
    const found = (await api.properties(type.name)).filter((property) =>
      [property.name, property.label, property.groupName, property.description ?? ""].some((text) =>
        text.toLowerCase().includes(wanted),
      ),
    );
    const { rows, ...next } = await collect(input, async () => ({ rows: found }));
    return { total: found.length, properties: rows.map(describeProperty), ...next };
  },
  render: (output) =>
    parts(
      `${output.total} properties, ${output.properties.length} shown`,
      table(output.properties, ["name", "label", "type", "options", "marks"]),
      nextPage(output),
    ),
});
