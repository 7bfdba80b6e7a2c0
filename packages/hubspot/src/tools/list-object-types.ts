import { table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { defineTool } from "../tool.ts";
import { standardTypes } from "../types.ts";

export const listObjectTypes = defineTool({
  name: "hubspot_list_object_types",
  title: "List object types",
  description:
    "Returns the kinds of records, HubSpot's own and the account's custom ones, with id and the properties that name a record. Any of these names is an object_type for the other tools.",
  access: "read",
  group: "schema",
  scopes: ["crm.schemas.custom.read"],
  input: z.object({
    custom: z.boolean().default(true).describe("Whether to ask for the account's custom types as well"),
  }),
  output: z.object({
    types: z.array(
      z.object({
        name: z.string(),
        id: z.string(),
        label: z.string().optional(),
        custom: z.boolean(),
        named_by: z.array(z.string()),
      }),
    ),
  }),
  async run({ input, api }) {
    const own = standardTypes.map(({ name, id, title }) => ({
      name,
      id,
      custom: false,
      named_by: [...title],
    }));
    if (!input.custom) return { types: own };
    const custom = (await api.schemas()).map((schema) => ({
      name: schema.name,
      id: schema.objectTypeId,
      label: schema.labels.plural ?? schema.labels.singular,
      custom: true,
      named_by: schema.primaryDisplayProperty ? [schema.primaryDisplayProperty] : [],
    }));
    return { types: [...own, ...custom] };
  },
  render: ({ types }) => table(types, ["name", "id", "label", "custom", "named_by"]),
});
