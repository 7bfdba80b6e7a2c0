import { z } from "zod";
import { recordName } from "../format.ts";
import { idParam, objectTypeParam } from "../params.ts";
import { existingRecord, recordIdOf } from "../records.ts";
import { defineTool } from "../tool.ts";
import { objectType } from "../types.ts";

export const deleteObject = defineTool({
  name: "hubspot_delete_object",
  title: "Delete record",
  description:
    "Archives one record and returns its name. It disappears from HubSpot with its associations. People can restore it there for 90 days, the API cannot.",
  access: "destroy",
  group: "core",
  idempotent: true,
  scopes: ["crm.objects.{type}.read", "crm.objects.{type}.write"],
  input: z.object({ object_type: objectTypeParam, id: idParam }),
  output: z.object({ object_type: z.string(), id: z.string(), name: z.string(), archived: z.boolean() }),
  async run({ input, api }) {
    const type = await objectType(api, input.object_type);
    const id = await recordIdOf(api, type, input.id);
    // HubSpot answers 204 for an id that never was; reading first tells, and names what goes.
    const record = await existingRecord(api, type, id, []);
    await api.archive(type.name, id);
    return { object_type: type.name, id, name: recordName(type, record), archived: true };
  },
  render: ({ object_type, id, name }) =>
    `Archived: ${name} [${id}]. It can be restored in HubSpot for 90 days: Actions, Restore records above the list of ${object_type}.`,
});
