import { z } from "zod";
import { findDatabase } from "../find.ts";
import { databaseShape, renderDatabase, showDatabase, showSources } from "../format.ts";
import { sourceParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const getDatabase = defineTool({
  name: "notion_get_database",
  title: "Get database",
  description:
    "Returns a database with its data sources, and of each the properties with their types, options, targets of relations, and templates. These are the names that filters, sorts and writes take. Rows come from notion_query_data_source.",
  access: "read",
  group: "core",
  scopes: ["read content"],
  input: z.object({
    database: sourceParam.describe("Database by id or link, or one of its data sources by id or name"),
  }),
  output: databaseShape,
  async run({ input, api }) {
    const database = await findDatabase(api, input.database);
    const ids = database.data_sources.map(({ id }) => id);
    const [sources, templates] = await Promise.all([
      Promise.all(ids.map((id) => api.source(id))).then((found) => showSources(api, found)),
      Promise.all(ids.map((id) => api.templates(id))),
    ]);
    for (const [index, source] of sources.entries()) {
      const names = templates[index]?.map((one) => `${one.name}${one.is_default ? " (default)" : ""}`) ?? [];
      if (names.length > 0) source.templates = names;
    }
    return showDatabase(database, sources);
  },
  render: renderDatabase,
});
