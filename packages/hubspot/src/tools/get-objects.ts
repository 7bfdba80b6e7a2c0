import { parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { recordShape, recordTable, showRecords } from "../format.ts";
import { propertyNames } from "../names.ts";
import { columnsParam, objectTypeParam } from "../params.ts";
import { bareDomain, recordsBy } from "../records.ts";
import { defineTool } from "../tool.ts";
import { objectType, withName } from "../types.ts";

export const getObjects = defineTool({
  name: "hubspot_get_objects",
  title: "Get records",
  description:
    "Returns 1 to 100 records of one type by id, or by a unique property such as email (contacts) or domain (companies). Ids that do not exist are named in missing. detail full returns every property that has a value. To find records by other values use hubspot_search_objects.",
  access: "read",
  group: "core",
  scopes: ["crm.objects.{type}.read"],
  more: "Ask for fewer ids, or name the properties.",
  input: z.object({
    object_type: objectTypeParam,
    ids: z.array(z.string().min(1).max(320)).min(1).max(100).describe("Record ids, or values of id_property"),
    id_property: z
      .string()
      .max(100)
      .optional()
      .describe("Unique property that ids are values of, such as email"),
    properties: columnsParam,
    detail: z.enum(["concise", "full"]).default("concise").describe("full: every property with a value"),
  }),
  output: z.object({ records: z.array(recordShape), missing: z.array(z.string()).optional() }),
  async run({ input, api }) {
    const type = await objectType(api, input.object_type);
    const [idProperty] = input.id_property ? await propertyNames(api, type, [input.id_property]) : [];
    const asked = input.properties ? await propertyNames(api, type, input.properties) : [...type.columns];
    const columns =
      input.detail === "full" ? (await api.properties(type.name)).map((property) => property.name) : asked;
    const records = idProperty
      ? await recordsBy(api, type, idProperty, input.ids, columns)
      : await api.read(type.name, input.ids, withName(type, columns));
    const key = (value: string) => (idProperty === "domain" ? bareDomain(value) : value.toLowerCase());
    const found = new Set(
      records.map((record) => key(idProperty ? (record.properties[idProperty] ?? "") : record.id)),
    );
    const missing = input.ids.filter((id) => !found.has(key(id)));
    return {
      records: await showRecords(api, type, records, columns),
      ...(missing.length > 0 ? { missing } : {}),
    };
  },
  render: ({ records, missing }) =>
    parts(recordTable(records), missing && `Not found: ${missing.join(", ")}`),
});
