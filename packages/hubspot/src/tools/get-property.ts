import { fields, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { propertyNames } from "../names.ts";
import { objectTypeParam, propertyParam } from "../params.ts";
import { describeProperty, propertyShape } from "../properties.ts";
import { defineTool } from "../tool.ts";
import { objectType } from "../types.ts";

export const getProperty = defineTool({
  name: "hubspot_get_property",
  title: "Get property",
  description:
    "Returns one property of an object type with every option it accepts. The stored value of an option and the label that people see often differ; tools accept both. Stages are better read with hubspot_list_pipelines, owners with hubspot_list_owners.",
  access: "read",
  group: "core",
  scopes: ["crm.schemas.{type}.read"],
  more: "Pass query to find an option by its label or value.",
  input: z.object({
    object_type: objectTypeParam,
    property: propertyParam,
    query: z.string().max(200).optional().describe("Part of the label or value of options to show"),
  }),
  output: propertyShape.extend({
    field_type: z.string(),
    group: z.string(),
    description: z.string().optional(),
    options: z.array(z.object({ value: z.string(), label: z.string(), hidden: z.boolean().optional() })),
  }),
  async run({ input, api }) {
    const type = await objectType(api, input.object_type);
    const [name = input.property] = await propertyNames(api, type, [input.property]);
    const property = await api.property(type.name, name);
    const wanted = input.query?.toLowerCase() ?? "";
    const options = property.options.filter(({ value, label }) =>
      `${value}\n${label}`.toLowerCase().includes(wanted),
    );
    return {
      ...describeProperty(property),
      field_type: property.fieldType,
      group: property.groupName,
      ...(property.description ? { description: property.description } : {}),
      options: options.map(({ value, label, hidden }) => ({ value, label, hidden: hidden || undefined })),
    };
  },
  render: ({ options, ...property }) =>
    parts(fields(property), options.length > 0 && table(options, ["value", "label", "hidden"])),
});
