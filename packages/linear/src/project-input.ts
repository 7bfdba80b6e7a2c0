import type { LinearDocument as Sdk } from "@linear/sdk";
import type { LinearApi } from "./api.ts";
import type { Names } from "./documents/workspace.ts";
import { priorities } from "./filters.ts";
import { isName, pick, type Wanted } from "./names.ts";

/** What a caller may set on a project; an empty text clears. */
export interface ProjectChanges {
  name?: string | undefined;
  summary?: string | undefined;
  content?: string | undefined;
  teams?: readonly string[] | undefined;
  lead?: string | undefined;
  members?: readonly string[] | undefined;
  status?: string | undefined;
  priority?: (typeof priorities)[number] | undefined;
  start_date?: string | undefined;
  target_date?: string | undefined;
}

export const namesOf = ({ teams, lead, members, status }: ProjectChanges): Wanted => ({
  teams: teams ?? [],
  users: [lead, ...(members ?? [])],
  status,
});

type Fields = Partial<Omit<Sdk.ProjectCreateInput, "id">>;

/** The fields of a write, with ids for names. */
export async function projectFields(api: LinearApi, found: Names, changes: ProjectChanges): Promise<Fields> {
  const { lead, status, teams, members, priority, start_date, target_date } = changes;
  const each = (kind: "team" | "user", given: readonly string[]) =>
    Promise.all(given.map(async (one) => (await pick(api, kind, found, one)).id));
  const fields: Fields = {
    ...(changes.name === undefined ? {} : { name: changes.name }),
    description: changes.summary,
    content: changes.content,
    ...(teams === undefined ? {} : { teamIds: await each("team", teams) }),
    memberIds: members && (await each("user", members)),
    leadId: lead === undefined ? undefined : isName(lead) ? (await pick(api, "user", found, lead)).id : null,
    statusId: isName(status) ? (await pick(api, "status", found, status)).id : undefined,
    priority: priority === undefined ? undefined : priorities.indexOf(priority),
    startDate: start_date === undefined ? undefined : start_date || null,
    targetDate: target_date === undefined ? undefined : target_date || null,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
