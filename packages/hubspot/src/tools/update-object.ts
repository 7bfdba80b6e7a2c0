import { parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { readable, recordLink, recordName } from "../format.ts";
import { labels, propertyNames, stageProperties, storedProperties } from "../names.ts";
import { idParam, objectTypeParam, propertiesParam } from "../params.ts";
import { existingRecord, recordIdOf } from "../records.ts";
import { defineTool } from "../tool.ts";
import { objectType } from "../types.ts";

export const updateObject = defineTool({
  name: "hubspot_update_object",
  title: "Update record",
  description:
    "Sets properties of one record and returns what each was before and is now. Properties that are not named stay as they are; those that have the value already are not sent. Associations are changed with hubspot_add_association.",
  access: "write",
  group: "core",
  idempotent: true,
  scopes: ["crm.objects.{type}.read", "crm.objects.{type}.write"],
  input: z.object({ object_type: objectTypeParam, id: idParam, properties: propertiesParam }),
  output: z.object({
    id: z.string(),
    name: z.string(),
    url: z.string(),
    updated_at: z.string(),
    changes: z.array(z.object({ property: z.string(), before: z.string(), after: z.string() })),
  }),
  async run({ input, api }) {
    const type = await objectType(api, input.object_type);
    const id = await recordIdOf(api, type, input.id);
    const names = await propertyNames(api, type, Object.keys(input.properties));
    const before = await existingRecord(api, type, id, [...names, stageProperties(type).pipeline]);
    const stored = await storedProperties(api, type, input.properties, before.properties);
    const different = Object.entries(stored).filter(
      ([name, value]) => (before.properties[name] ?? "") !== value,
    );
    const after =
      different.length > 0 ? await api.update(type.name, id, Object.fromEntries(different)) : before;
    const [label, link] = await Promise.all([labels(api, type, names), recordLink(api, type)]);
    const show = (name: string, value: string | null | undefined) =>
      value ? label(name, readable(name, value)) : "";
    const properties = { ...before.properties, ...after.properties };
    const changes = different
      // HubSpot may store a value as it was, such as a date without its milliseconds.
      .filter(([name]) => before.properties[name] !== properties[name])
      .map(([name]) => ({
        property: name,
        before: show(name, before.properties[name]),
        after: show(name, properties[name]),
      }));
    return {
      id,
      name: recordName(type, { ...after, properties }),
      url: link(id),
      updated_at: after.updatedAt,
      changes,
    };
  },
  render: ({ changes, ...record }) =>
    parts(
      changes.length > 0
        ? `Updated ${record.name} [${record.id}]`
        : `Nothing to change: ${record.name} [${record.id}] has these values already.`,
      changes.length > 0 && table(changes, ["property", "before", "after"]),
      record.url,
    ),
});
