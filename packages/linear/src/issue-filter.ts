import { InputError } from "@sophia-mcp/core/errors";
import type { LinearDocument as Sdk } from "@linear/sdk";
import {
  closedTypes,
  cycleFilter,
  labelFilter,
  orNone,
  priorities,
  projectFilter,
  stateFilter,
  teamFilter,
  userFilter,
} from "./filters.ts";
import type { Wanted } from "./names.ts";
import { since, until } from "./refs.ts";

export interface IssueCriteria {
  team?: string | undefined;
  state?: string | undefined;
  assignee?: string | undefined;
  labels?: readonly string[] | undefined;
  project?: string | undefined;
  cycle?: string | undefined;
  priority?: (typeof priorities)[number] | undefined;
  updated_since?: string | undefined;
  due_before?: string | undefined;
  filter?: Readonly<Record<string, unknown>> | undefined;
  include_closed?: boolean | undefined;
}

/**
 * One filter of all criteria, which hold together. Names are left to Linear to match, so that no look-up is needed.
 * @throws InputError for a date that is none
 */
export function issueFilter(criteria: IssueCriteria): Sdk.IssueFilter | undefined {
  const { team, state, assignee, labels = [], project, cycle, priority, filter } = criteria;
  const parts: Record<string, unknown>[] = [];
  if (team !== undefined) parts.push({ team: teamFilter(team) });
  if (state !== undefined) parts.push({ state: stateFilter(state) });
  if (assignee !== undefined) parts.push({ assignee: orNone(assignee, userFilter) });
  for (const label of labels) parts.push({ labels: { some: labelFilter(label) } });
  if (project !== undefined) parts.push({ project: orNone(project, projectFilter) });
  if (cycle !== undefined) parts.push({ cycle: orNone(cycle, cycleFilter) });
  if (priority !== undefined) parts.push({ priority: { eq: priorities.indexOf(priority) } });
  if (criteria.updated_since !== undefined) {
    parts.push({ updatedAt: { gte: since("updated_since", criteria.updated_since) } });
  }
  if (criteria.due_before !== undefined) {
    parts.push({ dueDate: { lte: until("due_before", criteria.due_before) } });
  }
  if (filter !== undefined) parts.push(checked(filter));
  const asksForState = state !== undefined || (filter !== undefined && "state" in filter);
  if (criteria.include_closed !== true && !asksForState)
    parts.push({ state: { type: { nin: closedTypes } } });
  return parts.length === 0 ? undefined : parts.length === 1 ? parts[0] : { and: parts };
}

const deepest = 12;

/** Linear checks the words of a filter; what is refused here could only be a mistake or an attack. */
function checked(filter: Readonly<Record<string, unknown>>, depth = 0): Record<string, unknown> {
  if (depth > deepest) throw new InputError(`"filter" is nested more than ${deepest} levels deep.`);
  for (const value of Object.values(filter)) {
    for (const part of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (typeof part === "object" && part !== null) checked(part as Record<string, unknown>, depth + 1);
    }
  }
  return { ...filter };
}

/** The names among the criteria, to be checked when nothing was found. */
export const namesIn = (criteria: IssueCriteria): Wanted => ({
  teams: [criteria.team],
  state: criteria.state,
  users: [criteria.assignee],
  labels: criteria.labels,
  project: criteria.project,
  cycle: criteria.cycle,
});
