import type { LinearDocument as Sdk } from "@linear/sdk";
import { type Connection, cut, graphql, type Named, type Page, pageInfo, type Part } from "./document.ts";

export interface TeamName extends Named {
  key: string;
}

export interface Viewer {
  id: string;
  name: string;
  displayName: string;
  email: string;
  admin: boolean;
  timezone: string | null;
  url: string;
  teams: { nodes: TeamName[] };
  organization: { id: string; name: string; urlKey: string };
}

export const Me = graphql<{ viewer: Viewer }>(`
  query Me {
    viewer {
      id
      name
      displayName
      email
      admin
      timezone
      url
      organization {
        id
        name
        urlKey
      }
      teams(first: 50, filter: { retiredAt: { null: true } }) {
        nodes {
          id
          key
          name
        }
      }
    }
  }
`);

export interface StateName extends Named {
  type: string;
  position: number;
  team: { id: string; key: string };
}

export interface LabelName extends Named {
  isGroup: boolean;
  team: { id: string; key: string } | null;
  parent: Named | null;
}

export interface UserName extends Named {
  displayName: string;
  email: string;
  isMe: boolean;
}

export interface CycleName {
  id: string;
  number: number;
  name: string | null;
  isActive: boolean;
  isNext: boolean;
  isPrevious: boolean;
  team: { id: string; key: string };
}

const state = "id name type position team { id key }";
const label = "id name isGroup team { id key } parent { id name }";
const user = "id name displayName email isMe";

export interface TeamRow extends TeamName {
  description: string | null;
  retiredAt: string | null;
  cyclesEnabled: boolean;
  activeCycle: { number: number; name: string | null } | null;
  states?: Part<Omit<StateName, "team">>;
  labels?: Part<Named>;
  members?: Part<Named & { email: string }>;
}

export const Teams = graphql<
  { teams: Connection<TeamRow>; organization: { urlKey: string } },
  Page & { filter: Sdk.TeamFilter; states: boolean; labels: boolean; members: boolean }
>(`
query Teams($filter: TeamFilter, $first: Int!, $after: String, $states: Boolean!, $labels: Boolean!, $members: Boolean!) {
  teams(filter: $filter, first: $first, after: $after) {
    nodes {
      id key name description retiredAt cyclesEnabled activeCycle { number name }
      states(first: 30) @include(if: $states) { nodes { id name type position } ${cut} }
      labels(first: 40) @include(if: $labels) { nodes { id name } ${cut} }
      members(first: 50) @include(if: $members) { nodes { id name email } ${cut} }
    } ${pageInfo}
  }
  organization { urlKey }
}`);

export interface UserRow extends UserName {
  title: string | null;
  active: boolean;
  admin: boolean;
  guest: boolean;
  app: boolean;
  timezone: string | null;
  url: string;
}

export const Users = graphql<
  { users: Connection<UserRow> },
  Page & { filter: Sdk.UserFilter; includeDisabled: boolean }
>(`
query Users($filter: UserFilter, $first: Int!, $after: String, $includeDisabled: Boolean) {
  users(filter: $filter, first: $first, after: $after, includeDisabled: $includeDisabled) {
    nodes { ${user} title active admin guest app timezone url } ${pageInfo}
  }
}`);

export interface CycleRow extends CycleName {
  startsAt: string;
  endsAt: string;
  completedAt: string | null;
  isPast: boolean;
  progress: number;
  issueCountHistory: number[];
  completedIssueCountHistory: number[];
}

const cycle = "id number name isActive isNext isPrevious team { id key }";

export const Cycles = graphql<
  { cycles: Connection<CycleRow>; organization: { urlKey: string } },
  Page & { filter: Sdk.CycleFilter }
>(`
query Cycles($filter: CycleFilter, $first: Int!, $after: String) {
  cycles(filter: $filter, first: $first, after: $after) {
    nodes { ${cycle} startsAt endsAt completedAt isPast progress issueCountHistory completedIssueCountHistory } ${pageInfo}
  }
  organization { urlKey }
}`);

export interface LabelRow extends LabelName {
  color: string;
  description: string | null;
}

export const Labels = graphql<{ issueLabels: Connection<LabelRow> }, Page & { filter: Sdk.IssueLabelFilter }>(
  `
query Labels($filter: IssueLabelFilter, $first: Int!, $after: String) {
  issueLabels(filter: $filter, first: $first, after: $after) { nodes { ${label} color description } ${pageInfo} }
}`,
);

export interface IssueName {
  id: string;
  identifier: string;
  team: TeamName;
}

/** Everything that a write names, each list asked for only when it is needed. */
export interface Names {
  issue?: IssueName;
  issues?: { nodes: IssueName[] };
  teams?: { nodes: TeamName[] };
  workflowStates?: { nodes: StateName[] };
  users?: { nodes: UserName[] };
  issueLabels?: { nodes: LabelName[] };
  projects?: { nodes: (Named & { slugId: string })[] };
  projectMilestones?: { nodes: (Named & { project: Named })[] };
  projectStatuses?: { nodes: (Named & { type: string })[] };
  cycles?: { nodes: CycleName[] };
  initiatives?: { nodes: (Named & { slugId: string })[] };
}

export interface NamesWanted {
  issue: string;
  withIssue: boolean;
  issues?: Sdk.IssueFilter | undefined;
  withIssues: boolean;
  teams?: Sdk.TeamFilter | undefined;
  withTeams: boolean;
  states?: Sdk.WorkflowStateFilter | undefined;
  withStates: boolean;
  users?: Sdk.UserFilter | undefined;
  withUsers: boolean;
  labels?: Sdk.IssueLabelFilter | undefined;
  withLabels: boolean;
  projects?: Sdk.ProjectFilter | undefined;
  withProjects: boolean;
  milestones?: Sdk.ProjectMilestoneFilter | undefined;
  withMilestones: boolean;
  withStatuses: boolean;
  cycles?: Sdk.CycleFilter | undefined;
  withCycles: boolean;
  initiatives?: Sdk.InitiativeFilter | undefined;
  withInitiatives: boolean;
}

export const LookUp = graphql<Names, NamesWanted>(`
query LookUp(
  $issue: String!, $withIssue: Boolean!, $issues: IssueFilter, $withIssues: Boolean!, $teams: TeamFilter, $withTeams: Boolean!,
  $states: WorkflowStateFilter, $withStates: Boolean!, $users: UserFilter, $withUsers: Boolean!,
  $labels: IssueLabelFilter, $withLabels: Boolean!, $projects: ProjectFilter, $withProjects: Boolean!,
  $milestones: ProjectMilestoneFilter, $withMilestones: Boolean!, $withStatuses: Boolean!,
  $cycles: CycleFilter, $withCycles: Boolean!, $initiatives: InitiativeFilter, $withInitiatives: Boolean!
) {
  issue(id: $issue) @include(if: $withIssue) { id identifier team { id key name } }
  issues(filter: $issues, first: 50, includeArchived: true) @include(if: $withIssues) { nodes { id identifier team { id key name } } }
  teams(filter: $teams, first: 100) @include(if: $withTeams) { nodes { id key name } }
  workflowStates(filter: $states, first: 200) @include(if: $withStates) { nodes { ${state} } }
  users(filter: $users, first: 50) @include(if: $withUsers) { nodes { ${user} } }
  issueLabels(filter: $labels, first: 200) @include(if: $withLabels) { nodes { ${label} } }
  projects(filter: $projects, first: 50) @include(if: $withProjects) { nodes { id name slugId } }
  projectMilestones(filter: $milestones, first: 50) @include(if: $withMilestones) { nodes { id name project { id name } } }
  projectStatuses(first: 50) @include(if: $withStatuses) { nodes { id name type } }
  cycles(filter: $cycles, first: 50) @include(if: $withCycles) { nodes { ${cycle} } }
  initiatives(filter: $initiatives, first: 50) @include(if: $withInitiatives) { nodes { id name slugId } }
}`);
