import { fields, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { associationsWith } from "../associate.ts";
import { recordShape, showRecord } from "../format.ts";
import { storedProperties } from "../names.ts";
import { associationsParam, objectTypeParam, propertiesParam } from "../params.ts";
import { duplicateOf } from "../records.ts";
import { defineTool } from "../tool.ts";
import { objectType } from "../types.ts";

export const createObject = defineTool({
  name: "hubspot_create_object",
  title: "Create record",
  description:
    "Creates a record of any type, associated in the same call, and returns it with its link. A contact with the same email, a company with the same domain or any record with the same unique value is returned as it is instead, with created: false. Other types have no such protection: search first. For deals hubspot_create_deal is easier, for notes hubspot_add_note, for tasks hubspot_create_task.",
  access: "write",
  group: "core",
  scopes: ["crm.objects.{type}.write"],
  input: z.object({
    object_type: objectTypeParam,
    properties: propertiesParam,
    associations: associationsParam.default([]),
  }),
  output: recordShape.extend({ created: z.boolean() }),
  async run({ input, api }) {
    const type = await objectType(api, input.object_type);
    const stored = await storedProperties(api, type, input.properties);
    const columns = [...new Set([...type.columns, ...Object.keys(stored)])];
    const duplicate = await duplicateOf(api, type, stored, columns);
    const associations = duplicate ? [] : await associationsWith(api, type, input.associations);
    const record = duplicate ?? (await api.create(type.name, stored, associations));
    return { ...(await showRecord(api, type, record, columns)), created: duplicate === undefined };
  },
  render: ({ created, ...record }) =>
    parts(
      created
        ? `Created ${record.name} [${record.id}]`
        : `Exists already, nothing was changed: ${record.name} [${record.id}]. hubspot_update_object changes it.`,
      fields({ ...record.properties, url: record.url }),
    ),
});
