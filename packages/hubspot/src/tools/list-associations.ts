import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { AssociationsAfter } from "../answers.ts";
import { associatedPage } from "../associations.ts";
import { recordLink } from "../format.ts";
import { objectTypeParam, recordIdsParam } from "../params.ts";
import { recordIds, recordNames } from "../records.ts";
import { defineTool } from "../tool.ts";
import { objectType } from "../types.ts";

export const listAssociations = defineTool({
  name: "hubspot_list_associations",
  title: "List associations",
  description:
    "Returns the records of one type that up to 20 given records are associated with. Each row has id, name, association labels and link. For notes, calls, e-mails, meetings and tasks as one timeline use hubspot_list_activities.",
  access: "read",
  group: "core",
  scopes: ["crm.objects.{type}.read"],
  input: z.object({
    object_type: objectTypeParam,
    ids: recordIdsParam(20).min(1).describe("Record ids, or contacts' e-mails"),
    to_object_type: z.string().min(1).max(100).describe("Type of the associated records"),
    ...pageInput(100),
  }),
  output: z.object({
    associations: z.array(
      z.object({
        from_id: z.string(),
        id: z.string(),
        name: z.string(),
        labels: z.array(z.string()),
        url: z.string(),
      }),
    ),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const [from, to] = await Promise.all([
      objectType(api, input.object_type),
      objectType(api, input.to_object_type),
    ]);
    const ids = await recordIds(api, from, input.ids);
    const { rows, ...next } = await collect(input, async (token) => {
      // Each record has pages of its own: the token says which of them go on, and where.
      const inputs =
        token === undefined ? ids.map((id) => ({ id })) : (JSON.parse(token) as AssociationsAfter[]);
      const page = await associatedPage(api, from, to, inputs);
      return { rows: page.rows, ...(page.next.length > 0 ? { next: JSON.stringify(page.next) } : {}) };
    });
    const [name, link] = await Promise.all([
      recordNames(
        api,
        to,
        rows.map((row) => row.id),
      ),
      recordLink(api, to),
    ]);
    const associations = rows.map((row) => ({
      from_id: row.from,
      id: row.id,
      name: name(row.id),
      labels: row.labels.map((label) => label.label ?? ""),
      url: link(row.id),
    }));
    return { associations, ...next };
  },
  render: ({ associations, ...next }) => {
    const several = new Set(associations.map((row) => row.from_id)).size > 1;
    return parts(
      table(associations, [...(several ? (["from_id"] as const) : []), "id", "name", "labels", "url"]),
      nextPage(next),
    );
  },
});
