import { both, theOne } from "@sophia-mcp/core/names";
import type { LinearApi } from "./api.ts";
import { type DocumentDetail, DocumentDetails } from "./documents/pages.ts";
import { type ProjectDetail, ProjectDetails } from "./documents/projects.ts";
import { documentFilter, projectFilter } from "./filters.ts";

/**
 * A document by title, id or link, in one request.
 * @throws InputError when none or several fit
 */
export async function readDocument(api: LinearApi, given: string): Promise<DocumentDetail> {
  const { documents } = await api.query(DocumentDetails, { filter: documentFilter(given) });
  return only("document", "linear_list_documents", given, documents.nodes, ({ title }) => title);
}

/**
 * A project by name, id or link, in one request.
 * @throws InputError when none or several fit
 */
export async function readProject(api: LinearApi, given: string): Promise<ProjectDetail> {
  const { projects } = await api.query(ProjectDetails, { filter: projectFilter(given) });
  return only("project", "linear_list_projects", given, projects.nodes, ({ name }) => name);
}

function only<Row extends { id: string; archivedAt: string | null }>(
  what: string,
  tool: string,
  given: string,
  found: readonly Row[],
  nameOf: (row: Row) => string,
): Row {
  // What is in use is meant, unless all that has the name is archived.
  const used = found.filter(({ archivedAt }) => archivedAt === null);
  const rows = used.length > 0 ? used : found;
  return theOne(given, rows, {
    what,
    name: nameOf,
    show: (row) => both(nameOf(row), row.id),
    known: [],
    hint: `${tool} finds what the credential can see.`,
  });
}
