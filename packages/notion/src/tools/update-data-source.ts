import { InputError } from "@sophia-mcp/core/errors";
import { z } from "zod";
import { columnConfigs } from "../columns.ts";
import { findSource } from "../find.ts";
import { renderSource, showSources, sourceShape } from "../format.ts";
import { sourceParam } from "../params.ts";
import { findProperty, optionsOf } from "../properties.ts";
import { textRuns } from "../rich-text.ts";
import { defineTool } from "../tool.ts";
import type { DataSource } from "../types.ts";

const lines = (max: number) => z.array(z.string().min(1).max(4000)).max(max).default([]);

export const updateDataSource = defineTool({
  name: "notion_update_data_source",
  title: "Change columns",
  description:
    "Adds, changes, renames or removes columns of a data source, adds options to a select, or changes its title, and returns the columns. Removing a column removes its values from every row, which only Notion's page history can undo; so can changing a column's type.",
  access: "write",
  group: "schema",
  scopes: ["update content"],
  input: z.object({
    data_source: sourceParam,
    title: z.string().min(1).max(2000).optional().describe("New title"),
    add: lines(50).describe(
      'Columns to add, or to change in type, such as "Price: number(euro)", "Stage: status(To do, Done)"',
    ),
    add_options: lines(50).describe('Options for select columns, such as "Stage: Blocked, Waiting"'),
    rename: lines(50).describe('Such as "Old name -> New name"'),
    remove: lines(50).describe("Names of columns to remove with their values"),
  }),
  output: sourceShape,
  async run({ input, api }) {
    const source = await findSource(api, input.data_source);
    const properties: Record<string, unknown> = await columnConfigs(api, input.add);
    for (const line of input.add_options) Object.assign(properties, withOptions(source, line));
    for (const line of input.rename) {
      const [, from, to] = /^(.+?)\s*(?:->|→)\s*(.+)$/.exec(line) ?? [];
      if (!from || !to) throw new InputError(`"${line}" was not understood: write "Old name -> New name".`);
      properties[findProperty(source, from).name] = { name: to };
    }
    for (const name of input.remove) properties[findProperty(source, name).name] = null;
    const change = {
      ...(input.title === undefined ? {} : { title: textRuns(input.title) }),
      ...(Object.keys(properties).length > 0 ? { properties } : {}),
    };
    if (Object.keys(change).length === 0) {
      throw new InputError("Nothing to change: pass title, add, add_options, rename or remove.");
    }
    const changed = await api.updateSource(source.id, change);
    const [shown] = await showSources(api, [changed]);
    return shown ?? { id: source.id, name: "", properties: [] };
  },
  render: (source) => `Updated\n${renderSource(source)}`,
});

/** Notion replaces the whole list of options, so those that are there are sent along. */
function withOptions(source: DataSource, line: string): Record<string, unknown> {
  const at = line.indexOf(":");
  const property = findProperty(source, line.slice(0, Math.max(0, at)).trim());
  const fresh = line
    .slice(at + 1)
    .split(",")
    .map((name) => ({ name: name.trim() }));
  if (!["select", "multi_select", "status"].includes(property.type)) {
    throw new InputError(`${property.name} is a ${property.type}, which has no options.`);
  }
  const kept = optionsOf(property).map(({ id, name, color }) => ({ id, name, color }));
  const added = fresh.filter((option) => option.name !== "" && !kept.some((one) => one.name === option.name));
  return { [property.name]: { [property.type]: { options: [...kept, ...added] } } };
}
