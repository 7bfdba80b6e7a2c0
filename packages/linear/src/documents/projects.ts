import type { LinearDocument as Sdk } from "@linear/sdk";
import { type Connection, cut, graphql, type Named, type Page, pageInfo, type Part } from "./document.ts";

export interface ProjectRow {
  id: string;
  name: string;
  url: string;
  slugId: string;
  health: string | null;
  progress: number;
  startDate: string | null;
  targetDate: string | null;
  updatedAt: string;
  status: Named & { type: string };
  lead: Named | null;
  teams: { nodes: (Named & { key: string })[] };
}

const row = `id name url slugId health progress startDate targetDate updatedAt
  status { id name type } lead { id name } teams(first: 10) { nodes { id key name } }`;

export const Projects = graphql<
  { projects: Connection<ProjectRow> },
  Page & { filter: Sdk.ProjectFilter; includeArchived: boolean; orderBy: "createdAt" | "updatedAt" }
>(`
query Projects($filter: ProjectFilter, $first: Int!, $after: String, $includeArchived: Boolean, $orderBy: PaginationOrderBy) {
  projects(filter: $filter, first: $first, after: $after, includeArchived: $includeArchived, orderBy: $orderBy) {
    nodes { ${row} } ${pageInfo}
  }
}`);

export interface UpdateRow {
  id: string;
  body: string;
  health: string;
  url: string;
  createdAt: string;
  user: Named;
  project: Named;
}

const update = "id body health url createdAt user { id name } project { id name }";

export interface ProjectDetail extends ProjectRow {
  archivedAt: string | null;
  description: string;
  content: string | null;
  priorityLabel: string;
  members: Part<Named>;
  projectMilestones: Part<Named & { targetDate: string | null; status: string; progress: number }>;
  initiatives: { nodes: Named[] };
  lastUpdate: UpdateRow | null;
  issues: { nodes: { state: { type: string } }[]; pageInfo: { hasNextPage: boolean } };
}

/** Looks a project up by name, id or the end of its address, and reads it with all around it in the same request. */
export const ProjectDetails = graphql<
  { projects: { nodes: ProjectDetail[] } },
  { filter: Sdk.ProjectFilter }
>(`
query ProjectDetails($filter: ProjectFilter!) {
  projects(filter: $filter, first: 4, includeArchived: true) {
    nodes {
      ${row} archivedAt description content priorityLabel
      members(first: 50) { nodes { id name } ${cut} }
      projectMilestones(first: 50) { nodes { id name targetDate status progress } ${cut} }
      initiatives(first: 10) { nodes { id name } }
      lastUpdate { ${update} }
      issues(first: 250) { nodes { state { type } } pageInfo { hasNextPage } }
    }
  }
}`);

export const Project = graphql<{ project: ProjectRow }, { id: string }>(
  `query Project($id: String!) { project(id: $id) { ${row} } }`,
);

export const ProjectCreate = graphql<
  { projectCreate: { project: ProjectRow } },
  { input: Sdk.ProjectCreateInput }
>(`
mutation ProjectCreate($input: ProjectCreateInput!) { projectCreate(input: $input) { success project { ${row} } } }`);

export const ProjectUpdate = graphql<
  { projectUpdate: { project: ProjectRow } },
  { id: string; input: Sdk.ProjectUpdateInput }
>(`
mutation ProjectUpdate($id: String!, $input: ProjectUpdateInput!) { projectUpdate(id: $id, input: $input) { success project { ${row} } } }`);

export const StatusUpdate = graphql<{ projectUpdate: UpdateRow }, { id: string }>(
  `query StatusUpdate($id: String!) { projectUpdate(id: $id) { ${update} } }`,
);

export const StatusUpdateCreate = graphql<
  { projectUpdateCreate: { projectUpdate: UpdateRow } },
  { input: Omit<Sdk.ProjectUpdateCreateInput, "health"> & { health?: `${Sdk.ProjectUpdateHealthType}` } }
>(`
mutation StatusUpdateCreate($input: ProjectUpdateCreateInput!) {
  projectUpdateCreate(input: $input) { success projectUpdate { ${update} } }
}`);

export interface InitiativeRow {
  id: string;
  name: string;
  description: string | null;
  url: string;
  status: string;
  health: string | null;
  targetDate: string | null;
  owner: Named | null;
  projects: Part<Named & { health: string | null; progress: number; status: { name: string } }>;
}

export const Initiatives = graphql<
  { initiatives: Connection<InitiativeRow> },
  Page & { filter: Sdk.InitiativeFilter; includeArchived: boolean }
>(`
query Initiatives($filter: InitiativeFilter, $first: Int!, $after: String, $includeArchived: Boolean) {
  initiatives(filter: $filter, first: $first, after: $after, includeArchived: $includeArchived) {
    nodes {
      id name description url status health targetDate owner { id name }
      projects(first: 30) { nodes { id name health progress status { name } } ${cut} }
    } ${pageInfo}
  }
}`);
