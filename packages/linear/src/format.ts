import { both } from "@sophia-mcp/core/names";
import { table } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { CommentRow, IssueRow } from "./documents/issues.ts";
import type { Named, Part } from "./documents/document.ts";
import type { ProjectRow } from "./documents/projects.ts";

export type Detail = "concise" | "full";

/** Lists show names, which every tool takes; with `full` the ids stand beside them. */
export const namedAs =
  (detail: Detail) =>
  (value: Named | null | undefined): string | undefined =>
    value ? (detail === "full" ? both(value.name, value.id) : value.name) : undefined;

/** Only the fields that have a value: answers carry no nulls and no empty texts. */
export const given = <T extends object>(
  fields: T,
): { [K in keyof T]: Exclude<T[K], null | undefined | ""> } =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null && value !== ""),
  ) as { [K in keyof T]: Exclude<T[K], null | undefined | ""> };

/** A list inside of a record as lines; that it was cut is said. */
export function lines<Row>(part: Part<Row>, show: (row: Row) => string): string[] {
  const shown = part.nodes.map(show);
  return part.pageInfo.hasNextPage ? [...shown, `… more than ${shown.length}, see Linear`] : shown;
}

const text = z.string().optional();

/**
 * An issue as lists and writes show it; `id` is the identifier, which Linear takes wherever it wants an id. The
 * columns that only some issues have are not spelled out in the schema, which every client pays for.
 */
export const issueShape = z
  .object({ id: z.string(), title: z.string(), state: z.string(), updated_at: z.string(), url: z.string() })
  .catchall(z.string());

export type ShownIssue = z.output<typeof issueShape>;

const excerpt = 400;
export const shorten = (body: string | null | undefined, length = excerpt): string | undefined =>
  body && body.length > length ? `${body.slice(0, length).toWellFormed()}…` : (body ?? undefined);

export function showIssue(row: IssueRow, detail: Detail = "concise"): ShownIssue {
  const name = namedAs(detail);
  const cycle = row.cycle && { id: row.cycle.id, name: row.cycle.name ?? `Cycle ${row.cycle.number}` };
  return given({
    id: row.identifier,
    title: row.title,
    state: name(row.state) ?? "",
    priority: row.priority > 0 ? row.priorityLabel : undefined,
    assignee: name(row.assignee),
    project: name(row.project),
    cycle: name(cycle),
    labels: row.labels.nodes.map((label) => name(label)).join(", "),
    due_date: row.dueDate,
    archived_at: row.archivedAt,
    updated_at: row.updatedAt,
    url: row.url,
    ...(detail === "full"
      ? {
          uuid: row.id,
          team: both(row.team.name, row.team.key),
          creator: name(row.creator),
          estimate: row.estimate === null || row.estimate === undefined ? undefined : `${row.estimate}`,
          parent: row.parent?.identifier,
          milestone: name(row.projectMilestone),
          created_at: row.createdAt,
          description: shorten(row.description),
        }
      : {}),
  });
}

const issueColumns = [
  "id",
  "uuid",
  "title",
  "state",
  "priority",
  "assignee",
  "team",
  "project",
  "milestone",
  "cycle",
  "labels",
  "estimate",
  "due_date",
  "parent",
  "creator",
  "created_at",
  "updated_at",
  "archived_at",
  "url",
  "description",
] as const;

export const issueTable = (issues: readonly ShownIssue[]): string => table(issues, issueColumns);

export const commentShape = z.object({
  id: z.string(),
  author: z.string(),
  created_at: z.string(),
  body: z.string(),
  url: z.string(),
});

export const showComment = (row: CommentRow): z.output<typeof commentShape> => ({
  id: row.id,
  author: row.user?.name ?? row.botActor?.name ?? "someone outside Linear",
  created_at: row.createdAt,
  body: row.body,
  url: row.url,
});

/** Comments keep their line ends, which a table would take away. */
export const commentBlocks = (
  comments: readonly (z.output<typeof commentShape> & {
    reply_to?: string | undefined;
    more_replies?: boolean | undefined;
  })[],
): string =>
  comments
    .map(({ id, author, created_at, body, reply_to, more_replies }) => {
      const answers = `${reply_to === undefined ? "" : `, reply to ${reply_to}`}${more_replies ? ", more replies in Linear" : ""}`;
      return `${created_at} ${author} [${id}]${answers}\n${body}`;
    })
    .join("\n\n");

export const projectShape = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  health: text,
  lead: text,
  teams: text,
  start_date: text,
  target_date: text,
  progress: z.number(),
  updated_at: z.string(),
  url: z.string(),
});

const healths: Readonly<Record<string, string>> = {
  onTrack: "on track",
  atRisk: "at risk",
  offTrack: "off track",
};
export const showHealth = (health: string | null): string | undefined =>
  health ? (healths[health] ?? health) : undefined;

export const percent = (share: number): number => Math.round(share * 1000) / 10;

export const showProject = (row: ProjectRow): z.output<typeof projectShape> =>
  given({
    id: row.id,
    name: row.name,
    status: row.status.name,
    health: showHealth(row.health),
    lead: row.lead?.name,
    teams: row.teams.nodes.map(({ name, key }) => both(name, key)).join(", "),
    start_date: row.startDate,
    target_date: row.targetDate,
    progress: percent(row.progress),
    updated_at: row.updatedAt,
    url: row.url,
  });
