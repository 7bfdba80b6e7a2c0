import { InputError } from "@sophia-mcp/core/errors";
import type { LinearDocument as Sdk } from "@linear/sdk";
import type { LinearApi } from "./api.ts";
import type { Names, TeamName } from "./documents/workspace.ts";
import { priorities } from "./filters.ts";
import { isName, pick, type Wanted } from "./names.ts";
import { issueRef } from "./refs.ts";

/** What a caller may set; an empty text clears. */
export interface IssueChanges {
  title?: string | undefined;
  description?: string | undefined;
  state?: string | undefined;
  assignee?: string | undefined;
  priority?: (typeof priorities)[number] | undefined;
  estimate?: number | undefined;
  due_date?: string | undefined;
  labels?: readonly string[] | undefined;
  add_labels?: readonly string[] | undefined;
  remove_labels?: readonly string[] | undefined;
  project?: string | undefined;
  milestone?: string | undefined;
  cycle?: string | undefined;
  parent?: string | undefined;
}

export const namesOf = (changes: IssueChanges): Wanted => ({
  state: changes.state,
  users: [changes.assignee],
  labels: [...(changes.labels ?? []), ...(changes.add_labels ?? []), ...(changes.remove_labels ?? [])],
  project: changes.project,
  milestone: changes.milestone,
  cycle: changes.cycle,
});

/** Whether the ids of some names differ from team to team. */
export const dependsOnTeam = ({ state, cycle, labels, add_labels, remove_labels }: IssueChanges): boolean =>
  isName(state) ||
  isName(cycle) ||
  [labels, add_labels, remove_labels].some((list) => (list?.length ?? 0) > 0);

type Fields = Omit<Sdk.IssueUpdateInput, "teamId">;

/**
 * The fields of a write, with ids for names.
 * @throws InputError with candidates for a name that is unknown or ambiguous in this team
 */
export async function issueFields(
  api: LinearApi,
  found: Names,
  changes: IssueChanges,
  team: TeamName | undefined,
): Promise<Fields> {
  const { title, description, priority, estimate, state, assignee, project, milestone, cycle, parent } =
    changes;
  const idOf = async (
    kind: "user" | "project" | "milestone" | "cycle",
    given: string | undefined,
    among = found,
  ) =>
    given === undefined ? undefined : isName(given) ? (await pick(api, kind, among, given, team)).id : null;
  const projectId = await idOf("project", project);
  const labelIds = (given: readonly string[] | undefined) =>
    given && Promise.all(given.map(async (label) => labelId(api, found, label, team)));
  const fields: Fields = {
    title,
    description,
    priority: priority === undefined ? undefined : priorities.indexOf(priority),
    estimate,
    dueDate: changes.due_date === undefined ? undefined : changes.due_date || null,
    stateId: isName(state) ? (await pick(api, "state", found, state, team)).id : undefined,
    assigneeId: await idOf("user", assignee),
    projectId,
    projectMilestoneId: await idOf("milestone", milestone, milestonesOf(found, projectId)),
    cycleId: await idOf("cycle", cycle),
    parentId: parent === undefined ? undefined : isName(parent) ? issueRef(parent) : null,
    labelIds: await labelIds(changes.labels),
    addedLabelIds: await labelIds(changes.add_labels),
    removedLabelIds: await labelIds(changes.remove_labels),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Milestones of several projects may have one name. */
function milestonesOf(found: Names, projectId: string | null | undefined): Names {
  const all = found.projectMilestones?.nodes ?? [];
  const own = all.filter(({ project }) => project.id === projectId);
  return projectId && own.length > 0 ? { ...found, projectMilestones: { nodes: own } } : found;
}

async function labelId(
  api: LinearApi,
  found: Names,
  given: string,
  team: TeamName | undefined,
): Promise<string> {
  const label = await pick(api, "label", found, given, team);
  if (!label.isGroup) return label.id;
  throw new InputError(
    `"${given}" is a group of labels, which Linear does not put on issues: pass one of its labels.`,
  );
}
