import { InputError } from "@sophia-mcp/core/errors";
import { parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { LinearApi } from "../api.ts";
import { IssueBatchUpdate, type IssueRow, IssueUpdate } from "../documents/issues.ts";
import type { IssueName, Names, TeamName } from "../documents/workspace.ts";
import { issueShape, issueTable, showIssue } from "../format.ts";
import { dependsOnTeam, type IssueChanges, issueFields, namesOf } from "../issue-input.ts";
import { findNames, pick } from "../names.ts";
import { clearable, clearableDate, markdown, name, priorityParam } from "../params.ts";
import { issueRef } from "../refs.ts";
import { defineTool } from "../tool.ts";

const labelList = z.array(z.string().max(200)).max(20).optional();

export const updateIssue = defineTool({
  name: "linear_update_issue",
  title: "Update issues",
  description:
    "Changes one issue, or up to 50 alike, and returns them. Only what is given changes; an empty text clears. Each team's issues are changed in one step; a failure may leave another team's unchanged. To remove an issue use linear_delete_issue.",
  access: "write",
  group: "core",
  scopes: ["write"],
  idempotent: true,
  input: z.object({
    issues: z.array(z.string().max(300)).min(1).max(50).describe("ENG-123, links or UUIDs"),
    title: z.string().max(500).optional().describe("Title; one issue only"),
    description: markdown.optional().describe("Markdown; one issue only"),
    state: name("State name").optional(),
    assignee: clearable("Name, e-mail or me"),
    priority: priorityParam,
    estimate: z.int().min(0).max(1000).optional().describe("Points"),
    due_date: clearableDate,
    labels: labelList.describe("Replaces labels"),
    add_labels: labelList.describe("Labels to add"),
    remove_labels: labelList.describe("Labels to remove"),
    project: clearable("Project name"),
    milestone: clearable("Milestone"),
    cycle: clearable("Cycle, such as current"),
    parent: clearable("Parent issue"),
    team: name("Moves to this team").optional(),
  }),
  output: z.object({ issues: z.array(issueShape) }),
  async run({ input, api }) {
    const { issues, team, ...changes } = input;
    const refs = [...new Set(issues.map(issueRef))];
    if (Object.values({ ...changes, team }).every((value) => value === undefined))
      throw new InputError("Nothing to change: pass at least one field besides issues.");
    if (refs.length > 1 && (changes.title !== undefined || changes.description !== undefined))
      throw new InputError("title and description are for one issue at a time: pass one in issues.");
    if (changes.labels && (changes.add_labels || changes.remove_labels))
      throw new InputError("Pass either labels, for all of them, or add_labels and remove_labels.");
    const rows =
      refs.length === 1
        ? [await one(api, refs[0] ?? "", changes, team)]
        : await several(api, refs, changes, team);
    return { issues: rows.map((row) => showIssue(row)) };
  },
  render: ({ issues }) => parts(`Updated ${issues.length}`, issueTable(issues)),
});

async function one(
  api: LinearApi,
  ref: string,
  changes: IssueChanges,
  moveTo: string | undefined,
): Promise<IssueRow> {
  const inTeam = dependsOnTeam(changes) && moveTo === undefined;
  const found = await findNames(api, {
    ...namesOf(changes),
    teams: [moveTo],
    ...(inTeam ? { issue: ref } : {}),
  });
  const { fields, target } = await resolved(api, found, changes, moveTo, found.issue?.team);
  const input = { ...fields, ...(target ? { teamId: target.id } : {}) };
  return (await api.mutate(IssueUpdate, { id: ref, input }, `issue ${ref}`)).issueUpdate.issue;
}

async function several(
  api: LinearApi,
  refs: readonly string[],
  changes: IssueChanges,
  moveTo: string | undefined,
): Promise<IssueRow[]> {
  const found = await findNames(api, { ...namesOf(changes), teams: [moveTo], issues: refs });
  const known = found.issues?.nodes ?? [];
  const missing = refs.filter((ref) => !known.some(({ id, identifier }) => id === ref || identifier === ref));
  if (missing.length > 0)
    throw new InputError(`Linear has no issue ${missing.join(", ")}. Nothing was changed.`);
  const groups: (readonly IssueName[])[] =
    dependsOnTeam(changes) && moveTo === undefined
      ? [...Map.groupBy(known, ({ team }) => team.id).values()]
      : [known];
  // Every name is resolved for every team before the first change is made.
  const inputs = await Promise.all(
    groups.map((group) => resolved(api, found, changes, moveTo, group[0]?.team)),
  );
  const rows: IssueRow[] = [];
  for (const [index, { fields, target }] of inputs.entries()) {
    const ids = (groups[index] ?? []).map(({ id }) => id);
    const input = { ...fields, ...(target ? { teamId: target.id } : {}) };
    rows.push(...(await api.mutate(IssueBatchUpdate, { ids, input })).issueBatchUpdate.issues);
  }
  return rows;
}

async function resolved(
  api: LinearApi,
  found: Names,
  changes: IssueChanges,
  moveTo: string | undefined,
  current: TeamName | undefined,
) {
  const target = moveTo === undefined ? undefined : await pick(api, "team", found, moveTo);
  return { target, fields: await issueFields(api, found, changes, target ?? current) };
}
