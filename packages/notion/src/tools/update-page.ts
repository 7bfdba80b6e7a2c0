import { InputError } from "@sophia-mcp/core/errors";
import { z } from "zod";
import type { NotionApi } from "../api.ts";
import { findPage } from "../find.ts";
import { pageShape, renderPage, showPage } from "../format.ts";
import { coverParam, iconParam, pageParam, picture, propertiesParam } from "../params.ts";
import { storedProperties, titleProperty } from "../properties.ts";
import { textRuns } from "../rich-text.ts";
import { defineTool } from "../tool.ts";
import type { DataSource } from "../types.ts";

export const updatePage = defineTool({
  name: "notion_update_page",
  title: "Update page properties",
  description:
    "Changes a page's title, properties by name, icon, cover or lock, and returns the page. Only the named ones change; a relation or people value replaces the whole list. The text is changed with notion_update_page_content.",
  access: "write",
  idempotent: true,
  group: "core",
  scopes: ["update content"],
  input: z.object({
    page: pageParam,
    title: z.string().min(1).max(2000).optional().describe("New title"),
    properties: propertiesParam.optional(),
    icon: iconParam.optional(),
    cover: coverParam.optional(),
    locked: z.boolean().optional().describe("Lock against edits, or unlock"),
  }),
  output: pageShape,
  async run({ input, api }) {
    const id = await findPage(api, input.page);
    const { title, properties = {} } = input;
    const writes = title !== undefined || Object.keys(properties).length > 0;
    const change = {
      ...(writes ? { properties: await written(api, id, title, properties) } : {}),
      ...(input.icon === undefined ? {} : { icon: picture(input.icon) }),
      ...(input.cover === undefined ? {} : { cover: picture(input.cover) }),
      ...(input.locked === undefined ? {} : { is_locked: input.locked }),
    };
    if (Object.keys(change).length === 0)
      throw new InputError("Nothing to change: pass title, properties, icon, cover or locked.");
    return showPage(api, await api.updatePage(id, change));
  },
  render: (page) => `Updated "${page.title}"\n${renderPage(page)}`,
});

async function written(
  api: NotionApi,
  id: string,
  title: string | undefined,
  properties: Readonly<Record<string, string>>,
): Promise<Record<string, unknown>> {
  const { parent } = await api.page(id, ["title"]);
  if (!parent.data_source_id) {
    const names = Object.keys(properties);
    if (names.length > 0) {
      throw new InputError(
        `This page is no row of a data source: it has a title, but no properties such as ${names[0]}.`,
      );
    }
    return { title: { title: textRuns(title ?? "") } };
  }
  const source: DataSource = await api.source(parent.data_source_id);
  const name = titleProperty(source)?.name ?? "title";
  return storedProperties(api, source, { ...properties, ...(title === undefined ? {} : { [name]: title }) });
}
