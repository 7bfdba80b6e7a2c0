import { InputError } from "@sophia-mcp/core/errors";
import { z } from "zod";
import type { NotionApi } from "../api.ts";
import { findPage, findSource } from "../find.ts";
import { pageShape, renderPage, showPage } from "../format.ts";
import { coverParam, iconParam, markdownParam, picture, propertiesParam } from "../params.ts";
import { storedProperties, titleProperty } from "../properties.ts";
import { textRuns } from "../rich-text.ts";
import { defineTool } from "../tool.ts";

export const createPage = defineTool({
  name: "notion_create_page",
  title: "Create page",
  description:
    "Creates a page below a page, or a row in a data source with properties by name, and fills it from Markdown or a template. Markdown may use Notion's tags for callouts, toggles, columns and so on. Pass parent_page or data_source. Notion does not prevent a second page of the same title: search first when unsure.",
  access: "write",
  group: "core",
  scopes: ["insert content"],
  input: z.object({
    title: z.string().min(1).max(2000).describe("Title"),
    parent_page: z.string().max(500).optional().describe("Page to create it in, by id, link or exact title"),
    data_source: z
      .string()
      .max(500)
      .optional()
      .describe("Data source to create a row in: id, name, or its database"),
    properties: propertiesParam.optional(),
    markdown: markdownParam.optional().describe("Content"),
    template: z
      .string()
      .max(200)
      .optional()
      .describe("Template of the data source, by name or id, or default; Notion applies it within seconds"),
    icon: iconParam.optional(),
    cover: coverParam.optional(),
  }),
  output: pageShape,
  async run({ input, api }) {
    const { title, markdown, template } = input;
    if (markdown !== undefined && template !== undefined) {
      throw new InputError("A page is filled from markdown or from a template, not from both.");
    }
    const page = await api.createPage({
      ...(input.data_source === undefined
        ? await below(api, input.parent_page, title, { ...input.properties }, template)
        : await row(api, input.data_source, title, { ...input.properties }, template)),
      ...(markdown === undefined ? {} : { markdown }),
      ...(input.icon ? { icon: picture(input.icon) } : {}),
      ...(input.cover ? { cover: picture(input.cover) } : {}),
    });
    return showPage(api, page);
  },
  render: (page) => `Created ${page.title ? `"${page.title}"` : "the page"}\n${renderPage(page)}`,
});

type Given = Readonly<Record<string, string>>;

async function below(
  api: NotionApi,
  parent: string | undefined,
  title: string,
  properties: Given,
  template: string | undefined,
): Promise<Record<string, unknown>> {
  if (parent === undefined)
    throw new InputError("Pass parent_page or data_source: an integration's page needs a parent.");
  if (Object.keys(properties).length > 0 || template !== undefined) {
    throw new InputError("Only rows of a data source have properties and templates: pass data_source.");
  }
  return {
    parent: { page_id: await findPage(api, parent) },
    properties: { title: { title: textRuns(title) } },
  };
}

async function row(
  api: NotionApi,
  given: string,
  title: string,
  properties: Given,
  template: string | undefined,
): Promise<Record<string, unknown>> {
  const source = await findSource(api, given);
  const name = titleProperty(source)?.name ?? "title";
  return {
    parent: { data_source_id: source.id },
    properties: await storedProperties(api, source, { ...properties, [name]: title }),
    ...(template === undefined ? {} : { template: await templateOf(api, source.id, template) }),
  };
}

async function templateOf(api: NotionApi, sourceId: string, given: string): Promise<Record<string, string>> {
  if (given.toLowerCase() === "default") return { type: "default" };
  const all = await api.templates(sourceId);
  const found = all.find((one) => one.id === given || one.name.toLowerCase() === given.toLowerCase());
  if (found) return { type: "template_id", template_id: found.id };
  const names = all.map((one) => one.name).join(", ");
  throw new InputError(
    `There is no template "${given}". ${names ? `Known: ${names}.` : "This data source has none."}`,
  );
}
