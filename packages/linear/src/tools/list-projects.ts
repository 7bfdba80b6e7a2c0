import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import type { LinearDocument as Sdk } from "@linear/sdk";
import { z } from "zod";
import { pageOf } from "../api.ts";
import { Projects } from "../documents/projects.ts";
import { initiativeFilter, orNone, statusFilter, teamFilter, userFilter } from "../filters.ts";
import { projectShape, showProject } from "../format.ts";
import { checkNames } from "../names.ts";
import { archivedParam, name } from "../params.ts";
import { defineTool } from "../tool.ts";

export const listProjects = defineTool({
  name: "linear_list_projects",
  title: "List projects",
  description:
    "Lists projects with status, health, lead, dates and progress in percent, last changed first. Completed and canceled projects only when include_closed or status asks for them. For milestones and the latest update of one project use linear_get_project.",
  access: "read",
  group: "core",
  scopes: ["read"],
  more: "Pass a smaller limit with cursor.",
  input: z.object({
    query: z.string().min(1).max(200).optional().describe("Part of the name"),
    team: name("Team name or key").optional(),
    lead: name("Name, e-mail, me or none").optional(),
    status: name("Status name, or type: backlog, planned, started, paused, completed, canceled").optional(),
    initiative: name("Initiative it belongs to, by name").optional(),
    include_closed: z.boolean().default(false).describe("Include completed and canceled"),
    include_archived: archivedParam,
    ...pageInput(100),
  }),
  output: z.object({ projects: z.array(projectShape), ...pageOutput }),
  async run({ input, api }) {
    const { query, team, lead, status, initiative } = input;
    const and = [
      query === undefined ? undefined : { name: { containsIgnoreCase: query } },
      team === undefined ? undefined : { accessibleTeams: { some: teamFilter(team) } },
      lead === undefined ? undefined : { lead: orNone(lead, userFilter) },
      status === undefined ? undefined : { status: statusFilter(status) },
      initiative === undefined ? undefined : { initiatives: { some: initiativeFilter(initiative) } },
      status === undefined && !input.include_closed
        ? { status: { type: { nin: ["completed", "canceled"] } } }
        : undefined,
    ].filter((part) => part !== undefined) as Sdk.ProjectFilter[];
    const { rows, ...next } = await collect(input, async (after, first) => {
      const page = { first, after, includeArchived: input.include_archived, orderBy: "updatedAt" as const };
      return pageOf((await api.query(Projects, { ...page, filter: { and } })).projects);
    });
    if (rows.length === 0 && input.cursor === undefined)
      await checkNames(api, { teams: [team], users: [lead], status, initiative });
    return { projects: rows.map(showProject), ...next };
  },
  render: (output) =>
    parts(
      table(output.projects, [
        "id",
        "name",
        "status",
        "health",
        "lead",
        "teams",
        "start_date",
        "target_date",
        "progress",
        "updated_at",
        "url",
      ]),
      nextPage(output),
    ),
});
