import { both } from "@sophia-mcp/core/names";
import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { pageOf } from "../api.ts";
import { type InitiativeRow, Initiatives } from "../documents/projects.ts";
import { orNone, userFilter } from "../filters.ts";
import { given, lines, percent, showHealth } from "../format.ts";
import { checkNames } from "../names.ts";
import { archivedParam, name } from "../params.ts";
import { defineTool } from "../tool.ts";

export const listInitiatives = defineTool({
  name: "linear_list_initiatives",
  title: "List initiatives",
  description:
    "Lists initiatives with status, health, owner, target date and their projects with health and progress in percent. Completed and canceled initiatives only when status asks for them. For one of the projects use linear_get_project.",
  access: "read",
  group: "core",
  scopes: ["read"],
  more: "Pass a smaller limit with cursor.",
  input: z.object({
    query: z.string().min(1).max(200).optional().describe("Part of the name"),
    status: z.enum(["Proposed", "Planned", "Active", "Completed", "Canceled"]).optional().describe("Status"),
    owner: name("Name, e-mail, me or none").optional(),
    include_archived: archivedParam,
    ...pageInput(50),
  }),
  output: z.object({
    initiatives: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        status: z.string(),
        health: z.string().optional(),
        owner: z.string().optional(),
        target_date: z.string().optional(),
        description: z.string().optional(),
        projects: z.array(z.string()),
        url: z.string(),
      }),
    ),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const { query, status, owner } = input;
    const filter = given({
      name: query && { containsIgnoreCase: query },
      status: status ? { eq: status } : { nin: ["Completed", "Canceled"] },
      owner: owner && orNone(owner, userFilter),
    });
    const { rows, ...next } = await collect(input, async (after, first) => {
      const page = { filter, first, after, includeArchived: input.include_archived };
      return pageOf((await api.query(Initiatives, page)).initiatives);
    });
    if (rows.length === 0 && input.cursor === undefined) await checkNames(api, { users: [owner] });
    return { initiatives: rows.map(showInitiative), ...next };
  },
  render: (output) =>
    parts(
      table(output.initiatives, [
        "id",
        "name",
        "status",
        "health",
        "owner",
        "target_date",
        "projects",
        "description",
        "url",
      ]),
      nextPage(output),
    ),
});

const showInitiative = (row: InitiativeRow) => ({
  ...given({
    id: row.id,
    name: row.name,
    status: row.status,
    health: showHealth(row.health),
    owner: row.owner && both(row.owner.name, row.owner.id),
    target_date: row.targetDate,
    description: row.description,
    url: row.url,
  }),
  projects: lines(row.projects, (project) => {
    const health = showHealth(project.health);
    return `${project.name} (${project.status.name}${health ? `, ${health}` : ""}, ${percent(project.progress)}%)`;
  }),
});
