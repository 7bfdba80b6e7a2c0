import { fields, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { addActivity, kinds, writtenShape } from "../activities.ts";
import { associationsParam, markdownParam, ownerParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const addNote = defineTool({
  name: "hubspot_add_note",
  title: "Add note",
  description:
    "Writes a note, given as Markdown, onto the timeline of one or more records in one call. HTML inside it is shown as text. HubSpot has no protection against a second note of the same text.",
  access: "write",
  group: "core",
  scopes: ["crm.objects.contacts.write"],
  input: z.object({
    body: markdownParam.describe("The note, in Markdown"),
    associations: associationsParam.min(1),
    owner: ownerParam,
    time: z.iso.datetime({ offset: true }).optional().describe("Place on the timeline; default now"),
  }),
  output: writtenShape,
  async run({ input, api }) {
    const { body, owner, time = new Date().toISOString(), associations } = input;
    return addActivity(api, kinds.note, { hs_timestamp: time, hubspot_owner_id: owner }, body, associations);
  },
  render: ({ id, ...note }) => parts(`Added note ${id}`, fields(note)),
});
