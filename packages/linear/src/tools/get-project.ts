import { both } from "@sophia-mcp/core/names";
import { fields, parts, table } from "@sophia-mcp/core/render";
import { nextSlice, slice, sliceOutput } from "@sophia-mcp/core/slice";
import { z } from "zod";
import type { ProjectDetail } from "../documents/projects.ts";
import { readProject } from "../find-document.ts";
import { given, lines, percent, projectShape, showHealth, showProject } from "../format.ts";
import { name } from "../params.ts";
import { defineTool } from "../tool.ts";

const contentSlice = 6000;
const mostCounted = 250;

export const getProject = defineTool({
  name: "linear_get_project",
  title: "Get project",
  description:
    "Returns one project with description, milestones, members, initiatives, the latest update with its health, and how many issues are in which kind of state. A long description comes in slices: pass next_offset as offset. For its issues use linear_search_issues with project.",
  access: "read",
  group: "core",
  scopes: ["read"],
  more: "Pass offset to read the description on.",
  input: z.object({
    project: name("Project name, link or id"),
    offset: z.int().min(0).max(1_000_000).default(0).describe("First character of the description to return"),
  }),
  output: projectShape.extend({
    priority: z.string(),
    summary: z.string().optional(),
    content: z.string().optional(),
    next_offset: sliceOutput.next_offset,
    issues: z.string(),
    members: z.array(z.string()),
    initiatives: z.array(z.string()),
    milestones: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        status: z.string(),
        target_date: z.string().optional(),
        progress: z.number(),
      }),
    ),
    more_milestones: z.boolean().optional(),
    latest_update: z.string().optional(),
  }),
  async run({ input, api }) {
    const project = await readProject(api, input.project);
    const { lead, lastUpdate: update } = project;
    const { text: content, next_offset } = slice(project.content ?? "", {
      offset: input.offset,
      length: contentSlice,
    });
    return {
      ...showProject(project),
      ...(lead ? { lead: both(lead.name, lead.id) } : {}),
      status: both(project.status.name, project.status.id),
      priority: project.priorityLabel,
      ...given({ summary: project.description, content, next_offset }),
      issues: issueCounts(project),
      members: lines(project.members, (member) => both(member.name, member.id)),
      initiatives: project.initiatives.nodes.map((initiative) => both(initiative.name, initiative.id)),
      milestones: project.projectMilestones.nodes.map(showMilestone),
      ...(project.projectMilestones.pageInfo.hasNextPage ? { more_milestones: true } : {}),
      ...(update
        ? {
            latest_update: `${update.createdAt} ${update.user.name}, ${showHealth(update.health)} [${update.id}]: ${update.body}`,
          }
        : {}),
    };
  },
  render: ({ content, next_offset, milestones, latest_update, ...project }) =>
    parts(
      fields(project),
      latest_update && `Latest update\n${latest_update}`,
      milestones.length > 0 &&
        `Milestones\n${table(milestones, ["id", "name", "status", "target_date", "progress"])}`,
      content && `Description\n${content}`,
      nextSlice({ next_offset }),
    ),
});

const showMilestone = (row: ProjectDetail["projectMilestones"]["nodes"][number]) =>
  given({
    id: row.id,
    name: row.name,
    status: row.status,
    target_date: row.targetDate,
    progress: percent(row.progress),
  });

/** Counted from the issues themselves, because Linear tells no counts; archived ones are left out. */
function issueCounts({ issues }: ProjectDetail): string {
  const counts = [...Map.groupBy(issues.nodes, ({ state }) => state.type)].map(
    ([type, rows]) => `${rows.length} ${type}`,
  );
  return issues.pageInfo.hasNextPage
    ? `of the latest ${mostCounted}: ${counts.join(", ")}`
    : counts.join(", ") || "none";
}
