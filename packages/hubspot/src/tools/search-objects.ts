import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { parseFilters, storedFilter } from "../filters.ts";
import { recordShape, recordTable, showRecords } from "../format.ts";
import { propertyNames } from "../names.ts";
import { columnsParam, objectTypeParam } from "../params.ts";
import { defineTool } from "../tool.ts";
import { objectType, withName } from "../types.ts";

export const searchObjects = defineTool({
  name: "hubspot_search_objects",
  title: "Search records",
  description:
    "Searches records of one type by text and filters, newest change first, and returns rows with link and total. HubSpot stops at 10,000 results: narrow by date beyond that. New records take some seconds to be found. For known ids or e-mail addresses use hubspot_get_objects.",
  access: "read",
  group: "core",
  scopes: ["crm.objects.{type}.read"],
  more: "Ask for fewer properties, or a smaller limit with cursor.",
  search: {
    query: "query",
    limit: "limit",
    results: "records",
    title: "name",
    url: "url",
    updated: "updated_at",
    about: ["properties.jobtitle", "properties.company", "properties.industry", "properties.dealstage"],
    // Newest change first: what is too new would crowd out the rest.
    until: { key: "filters", form: "hs_lastmodifieddate <= {}" },
    calls: [
      {
        kind: "contact",
        arguments: { object_type: "contacts" },
        until: { key: "filters", form: "lastmodifieddate <= {}" },
      },
      { kind: "company", arguments: { object_type: "companies" } },
      { kind: "deal", arguments: { object_type: "deals" } },
      { kind: "ticket", arguments: { object_type: "tickets" } },
    ],
  },
  input: z.object({
    object_type: objectTypeParam,
    query: z.string().max(3000).optional().describe("Words to find in the type's searchable properties"),
    filters: z
      .array(z.string().min(2).max(1000))
      .max(22)
      .default([])
      .describe(
        'Such as "amount >= 1000", "Deal stage = Pilot", "closedate between 2026-01-01 and 2026-03-31", "email is set", "associations.contact = 123"; OR between groups',
      ),
    properties: columnsParam,
    sort_by: z
      .string()
      .max(100)
      .optional()
      .describe("Property, with - in front for descending; default -hs_lastmodifieddate"),
    ...pageInput(200),
  }),
  output: z.object({ total: z.int(), records: z.array(recordShape), ...pageOutput }),
  async run({ input, api }) {
    const type = await objectType(api, input.object_type);
    const columns = input.properties ? await propertyNames(api, type, input.properties) : [...type.columns];
    const groups = parseFilters(input.filters).map(async (group) => ({
      filters: await Promise.all(group.map((filter) => storedFilter(api, type, filter))),
    }));
    const filterGroups = await Promise.all(groups);
    const sorts = input.sort_by
      ? [await sortBy(input.sort_by, (name) => propertyNames(api, type, [name]))]
      : [];
    let total = 0;
    const page = await collect(input, async (after, limit) => {
      const found = await api.search(type.name, {
        query: input.query,
        filterGroups,
        sorts,
        properties: withName(type, columns),
        limit,
        after,
      });
      total = found.total ?? found.results.length;
      return { rows: found.results, ...(found.paging?.next ? { next: found.paging.next.after } : {}) };
    });
    const { rows, ...next } = page;
    return { total, records: await showRecords(api, type, rows, columns), ...next };
  },
  render: (output) =>
    parts(
      `${output.total} found, ${output.records.length} shown`,
      recordTable(output.records),
      nextPage(output),
    ),
});

async function sortBy(given: string, resolve: (name: string) => Promise<string[]>): Promise<string> {
  const descending = given.startsWith("-");
  const [name] = await resolve(descending ? given.slice(1) : given);
  return `${descending ? "-" : ""}${name}`;
}
