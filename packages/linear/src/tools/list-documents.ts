import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { pageOf } from "../api.ts";
import { type DocumentRow, Documents, SearchDocuments } from "../documents/pages.ts";
import { initiativeFilter, projectFilter, userFilter } from "../filters.ts";
import { given } from "../format.ts";
import { checkNames } from "../names.ts";
import { archivedParam, name, sinceParam } from "../params.ts";
import { since } from "../refs.ts";
import { defineTool } from "../tool.ts";

export const listDocuments = defineTool({
  name: "linear_list_documents",
  title: "List documents",
  description:
    "Lists documents, last changed first, with the project or initiative they belong to. query alone searches titles and bodies, best match first; together with another filter it looks at titles only, because Linear's search takes no filters. For the text use linear_get_document.",
  access: "read",
  group: "core",
  scopes: ["read"],
  more: "Pass a smaller limit with cursor.",
  input: z.object({
    query: z.string().min(1).max(500).optional().describe("Words to find"),
    project: name("Project name or link").optional(),
    initiative: name("Initiative name or link").optional(),
    creator: name("Name, e-mail or me").optional(),
    updated_since: sinceParam,
    include_archived: archivedParam,
    ...pageInput(100),
  }),
  output: z.object({
    documents: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        belongs_to: z.string().optional(),
        creator: z.string().optional(),
        updated_at: z.string(),
        url: z.string(),
      }),
    ),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const { query, project, initiative, creator, updated_since } = input;
    const filter = given({
      project: project && projectFilter(project),
      initiative: initiative && initiativeFilter(initiative),
      creator: creator && userFilter(creator),
      updatedAt: updated_since && { gte: since("updated_since", updated_since) },
    });
    const filtered = Object.keys(filter).length > 0;
    const { rows, ...next } = await collect(input, async (after, first) => {
      const page = { first, after, includeArchived: input.include_archived };
      if (query !== undefined && !filtered)
        return pageOf((await api.query(SearchDocuments, { ...page, term: query })).searchDocuments);
      const title = query === undefined ? {} : { title: { containsIgnoreCase: query } };
      return pageOf((await api.query(Documents, { ...page, filter: { ...filter, ...title } })).documents);
    });
    if (rows.length === 0 && input.cursor === undefined)
      await checkNames(api, { project, initiative, users: [creator] });
    return { documents: rows.map(showDocument), ...next };
  },
  render: (output) =>
    parts(
      table(output.documents, ["id", "title", "belongs_to", "creator", "updated_at", "url"]),
      nextPage(output),
    ),
});

const showDocument = (row: DocumentRow) =>
  given({
    id: row.id,
    title: row.title,
    belongs_to: row.project?.name ?? row.initiative?.name ?? row.issue?.identifier ?? row.team?.name,
    creator: row.creator?.name,
    updated_at: row.updatedAt,
    url: row.url,
  });
