import { type Choice, theOne } from "@sophia-mcp/core/names";
import { nearest } from "@sophia-mcp/core/nearest";
import type { LinearApi } from "./api.ts";
import { LookUp, type Names, type NamesWanted } from "./documents/workspace.ts";
import {
  cycleFilter,
  initiativeFilter,
  labelFilter,
  milestoneFilter,
  projectFilter,
  stateFilter,
  teamFilter,
  userFilter,
} from "./filters.ts";
import { fitting, type Kind, type KindName, kindOf, type Row, type RowOf, rowsOf } from "./name-kinds.ts";
import { splitIdentifier, unlabel } from "./refs.ts";

/** What a call names. Empty texts and `none` name nothing. */
export interface Wanted {
  /** One issue by identifier or UUID; Linear refuses the whole request when it is not there. */
  issue?: string | undefined;
  issues?: readonly string[] | undefined;
  teams?: readonly (string | undefined)[];
  state?: string | undefined;
  users?: readonly (string | undefined)[];
  labels?: readonly string[] | undefined;
  project?: string | undefined;
  milestone?: string | undefined;
  cycle?: string | undefined;
  status?: string | undefined;
  initiative?: string | undefined;
}

export const isName = (given: string | undefined): given is string =>
  given !== undefined && !/^(|none|no one|nobody|unassigned)$/i.test(given.trim());

type Filter = Record<string, unknown>;

const any = (
  given: readonly (string | undefined)[] | undefined,
  filter: (given: string) => Filter,
): Filter | undefined => {
  const filters = (given ?? []).filter(isName).map(filter);
  return filters.length > 0 ? { or: filters } : undefined;
};

/** Everything that is named, in one request; in none when nothing is. */
export async function findNames(api: LinearApi, wanted: Wanted): Promise<Names> {
  const issues = any(wanted.issues, issueFilter);
  const teams = any(wanted.teams, teamFilter);
  const states = any([wanted.state], stateFilter);
  const users = any(wanted.users, userFilter);
  const labels = any(wanted.labels, labelFilter);
  const projects = any([wanted.project], projectFilter);
  const milestones = any([wanted.milestone], milestoneFilter);
  const cycles = any([wanted.cycle], cycleFilter);
  const initiatives = any([wanted.initiative], initiativeFilter);
  const filters = { issues, teams, states, users, labels, projects, milestones, cycles, initiatives };
  const asked = Object.values(filters).some((filter) => filter !== undefined);
  if (!asked && !isName(wanted.status) && wanted.issue === undefined) return {};
  const variables = {
    ...filters,
    ...flags(filters),
    withIssue: wanted.issue !== undefined,
    withStatuses: isName(wanted.status),
  };
  return api.query(
    LookUp,
    { ...variables, issue: wanted.issue ?? "" },
    wanted.issue && `issue ${wanted.issue}`,
  );
}

function issueFilter(ref: string): Filter {
  const parts = splitIdentifier(ref);
  return parts
    ? { team: { key: { eqIgnoreCase: parts.key } }, number: { eq: parts.number } }
    : { id: { eq: ref } };
}

type Flags = Pick<NamesWanted, Extract<keyof NamesWanted, `with${string}`>>;

const flags = (given: Partial<Record<string, unknown>>): Flags => ({
  withIssue: false,
  withIssues: given.issues !== undefined,
  withTeams: given.teams !== undefined,
  withStates: given.states !== undefined,
  withUsers: given.users !== undefined,
  withLabels: given.labels !== undefined,
  withProjects: given.projects !== undefined,
  withMilestones: given.milestones !== undefined,
  withStatuses: given.statuses !== undefined,
  withCycles: given.cycles !== undefined,
  withInitiatives: given.initiatives !== undefined,
});

const byPosition = (left: Row, right: Row): number => (left.position ?? 0) - (right.position ?? 0);

/**
 * The one record that a name means.
 * @param team narrows to this team's own and to what belongs to no team; a team's own wins
 * @throws InputError with candidates when the name is unknown or ambiguous
 */
export async function pick<K extends KindName>(
  api: LinearApi,
  kindName: K,
  found: Names,
  given: string,
  team?: { id: string; key: string },
): Promise<RowOf<K>> {
  const kind = kindOf(kindName);
  const reachable = (row: Row) => !team || !row.team || row.team.id === team.id;
  const rows = rowsOf(found, kind).filter(reachable);
  const all = fitting(kind, rows, given);
  const own = team ? all.filter((row) => row.team) : [];
  const rest = (own.length > 0 ? own : all).toSorted(byPosition);
  // A type such as started means the first of its states, as in Linear's own workflow.
  const matching = kindName === "state" ? rest.slice(0, 1) : rest;
  if (matching.length === 0) return unknown(api, kind, given, team);
  return theOne(given, matching, choice(kind, given, matching)) as RowOf<K>;
}

/** Of the names that a row is known by, the one nearest to what was given is suggested. */
const choice = (kind: Kind<Row>, given: string, known: readonly Row[]): Choice<Row> => ({
  what: kind.what,
  name: (row) => nearest(unlabel(given), kind.known(row).filter(isText)) ?? row.name ?? "",
  show: (row) => kind.show(row),
  known,
  ...(kind.hint === undefined ? {} : { hint: kind.hint }),
});

const isText = (name: string | null | undefined): name is string => typeof name === "string";

/** The error for a name that fits nothing, with the nearest that would and what else there is. */
async function unknown(
  api: LinearApi,
  kind: Kind<Row>,
  given: string,
  team: { id: string; key: string } | undefined,
): Promise<never> {
  const own = team && { team: { id: { eq: team.id } } };
  const reachable: Readonly<Record<string, Filter | undefined>> = {
    teams: { retiredAt: { null: true } },
    labels: own && { or: [own, { team: { null: true } }] },
    states: own,
    cycles: own,
  };
  const scope = reachable[kind.key] ?? {};
  const filter = kind.key === "statuses" ? {} : { [kind.key]: scope };
  const names = await api.query(LookUp, { issue: "", ...flags({ [kind.key]: scope }), ...filter });
  const what = team && reachable[kind.key] ? `${kind.what} in team ${team.key}` : kind.what;
  return theOne(given, [], { ...choice(kind, given, rowsOf(names, kind)), what });
}

/** Throws for the first name that leads nowhere: for an empty answer, which a misspelt name would explain. */
export async function checkNames(api: LinearApi, wanted: Wanted): Promise<void> {
  const found = await findNames(api, wanted);
  const given: [KindName, string | undefined][] = [
    ...(wanted.teams ?? []).map((name) => ["team", name] as [KindName, string | undefined]),
    ["state", wanted.state],
    ...(wanted.users ?? []).map((name) => ["user", name] as [KindName, string | undefined]),
    ...(wanted.labels ?? []).map((name) => ["label", name] as [KindName, string | undefined]),
    ["project", wanted.project],
    ["milestone", wanted.milestone],
    ["cycle", wanted.cycle],
    ["status", wanted.status],
    ["initiative", wanted.initiative],
  ];
  for (const [kindName, name] of given) {
    if (!isName(name)) continue;
    const kind = kindOf(kindName);
    const rows = rowsOf(found, kind);
    if (fitting(kind, rows, name).length === 0) await unknown(api, kind, name, undefined);
  }
}
