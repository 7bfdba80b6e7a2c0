import type { LinearDocument as Sdk } from "@linear/sdk";
import { type Connection, cut, graphql, type Named, type Page, pageInfo, type Part } from "./document.ts";

export interface IssueRow {
  id: string;
  identifier: string;
  title: string;
  url: string;
  priority: number;
  priorityLabel: string;
  dueDate: string | null;
  updatedAt: string;
  archivedAt: string | null;
  team: Named & { key: string };
  state: Named & { type: string };
  assignee: Named | null;
  project: Named | null;
  cycle: { id: string; number: number; name: string | null } | null;
  labels: { nodes: Named[] };
  description?: string | null;
  estimate?: number | null;
  createdAt?: string;
  creator?: Named | null;
  parent?: { identifier: string; title: string } | null;
  projectMilestone?: Named | null;
}

const line = `id identifier title url priority priorityLabel dueDate updatedAt archivedAt
  team { id key name } state { id name type } assignee { id name } project { id name } cycle { id number name }
  labels(first: 20) { nodes { id name } }`;

const more =
  "createdAt estimate description creator { id name } parent { identifier title } projectMilestone { id name }";
/** One line of a list, and with `$full` what else is worth knowing; issues and search results are types of their own. */
const row = `${line} ... @include(if: $full) { ${more} }`;

interface IssueList extends Page {
  filter?: Sdk.IssueFilter | undefined;
  includeArchived: boolean;
  orderBy?: "createdAt" | "updatedAt" | undefined;
  full: boolean;
}

export const Issues = graphql<{ issues: Connection<IssueRow> }, IssueList>(`
query Issues($filter: IssueFilter, $first: Int!, $after: String, $includeArchived: Boolean, $orderBy: PaginationOrderBy, $full: Boolean!) {
  issues(filter: $filter, first: $first, after: $after, includeArchived: $includeArchived, orderBy: $orderBy) {
    nodes { ${row} } ${pageInfo}
  }
}`);

export const SearchIssues = graphql<{ searchIssues: Connection<IssueRow> }, IssueList & { term: string }>(`
query SearchIssues($term: String!, $filter: IssueFilter, $first: Int!, $after: String, $includeArchived: Boolean, $orderBy: PaginationOrderBy, $full: Boolean!) {
  searchIssues(term: $term, filter: $filter, first: $first, after: $after, includeArchived: $includeArchived, orderBy: $orderBy, includeComments: true) {
    nodes { ${row} } ${pageInfo}
  }
}`);

export interface CommentRow {
  id: string;
  body: string;
  url: string;
  createdAt: string;
  user: Named | null;
  botActor: { name: string | null } | null;
  parentId?: string | null;
}

const comment = "id body url createdAt user { id name } botActor { name }";

interface Linked {
  identifier: string;
  title: string;
  state: { name: string };
}

const linked = "identifier title state { name }";

export interface IssueDetail extends IssueRow {
  branchName: string;
  startedAt: string | null;
  completedAt: string | null;
  canceledAt: string | null;
  comments: Connection<CommentRow>;
  children: Part<Linked & { assignee: Named | null }>;
  relations: Part<{ type: string; relatedIssue: Linked }>;
  inverseRelations: Part<{ type: string; issue: Linked }>;
  attachments: Part<{ id: string; title: string; subtitle: string | null; url: string }>;
}

/** With everything around it, so that one request answers; comments newest first, as Linear orders them. */
export const Issue = graphql<{ issue: IssueDetail }, { id: string; comments: number; withComments: boolean }>(
  `
query Issue($id: String!, $comments: Int!, $withComments: Boolean!) {
  issue(id: $id) {
    ${line} ${more} branchName startedAt completedAt canceledAt
    comments(first: $comments) @include(if: $withComments) { nodes { ${comment} parentId } ${pageInfo} }
    children(first: 50) { nodes { ${linked} assignee { id name } } ${cut} }
    relations(first: 30) { nodes { type relatedIssue { ${linked} } } ${cut} }
    inverseRelations(first: 30) { nodes { type issue { ${linked} } } ${cut} }
    attachments(first: 30) { nodes { id title subtitle url } ${cut} }
  }
}`,
);

/** What a write answers: enough to see what came of it. */
export const IssueLine = graphql<{ issue: IssueRow }, { id: string }>(
  `query IssueLine($id: String!) { issue(id: $id) { ${line} } }`,
);

export const IssueCreate = graphql<{ issueCreate: { issue: IssueRow } }, { input: Sdk.IssueCreateInput }>(`
mutation IssueCreate($input: IssueCreateInput!) { issueCreate(input: $input) { success issue { ${line} } } }`);

export const IssueUpdate = graphql<
  { issueUpdate: { issue: IssueRow } },
  { id: string; input: Sdk.IssueUpdateInput }
>(`
mutation IssueUpdate($id: String!, $input: IssueUpdateInput!) { issueUpdate(id: $id, input: $input) { success issue { ${line} } } }`);

export const IssueBatchUpdate = graphql<
  { issueBatchUpdate: { issues: IssueRow[] } },
  { ids: string[]; input: Sdk.IssueUpdateInput }
>(`
mutation IssueBatchUpdate($ids: [UUID!]!, $input: IssueUpdateInput!) { issueBatchUpdate(ids: $ids, input: $input) { success issues { ${line} } } }`);

interface Removed {
  entity: {
    identifier: string;
    title: string;
    url: string;
    archivedAt: string | null;
    trashed: boolean | null;
  } | null;
}

const removed = "success entity { identifier title url archivedAt trashed }";

export const IssueArchive = graphql<{ issueArchive: Removed }, { id: string }>(
  `mutation IssueArchive($id: String!) { issueArchive(id: $id) { ${removed} } }`,
);

export const IssueDelete = graphql<{ issueDelete: Removed }, { id: string }>(
  `mutation IssueDelete($id: String!) { issueDelete(id: $id) { ${removed} } }`,
);

export interface ThreadRow extends CommentRow {
  children: Part<CommentRow>;
}

export const Comments = graphql<
  { issue: { identifier: string; title: string; url: string; comments: Connection<ThreadRow> } },
  Page & { id: string }
>(`
query Comments($id: String!, $first: Int!, $after: String) {
  issue(id: $id) {
    identifier title url
    comments(first: $first, after: $after, filter: { parent: { null: true } }) {
      nodes { ${comment} children(first: 50) { nodes { ${comment} } ${cut} } } ${pageInfo}
    }
  }
}`);

export const Comment = graphql<{ comment: CommentRow }, { id: string }>(
  `query Comment($id: String!) { comment(id: $id) { ${comment} } }`,
);

export const CommentCreate = graphql<
  { commentCreate: { comment: CommentRow } },
  { input: Sdk.CommentCreateInput }
>(`
mutation CommentCreate($input: CommentCreateInput!) { commentCreate(input: $input) { success comment { ${comment} } } }`);

interface RelationRow {
  id: string;
  type: string;
  issue: Linked & { url: string };
  relatedIssue: Linked & { url: string };
}

const relation = `id type issue { ${linked} url } relatedIssue { ${linked} url }`;

export const Relation = graphql<{ issueRelation: RelationRow }, { id: string }>(
  `query Relation($id: String!) { issueRelation(id: $id) { ${relation} } }`,
);

export const RelationCreate = graphql<
  { issueRelationCreate: { issueRelation: RelationRow } },
  { input: Omit<Sdk.IssueRelationCreateInput, "type"> & { type: `${Sdk.IssueRelationType}` } }
>(`
mutation RelationCreate($input: IssueRelationCreateInput!) { issueRelationCreate(input: $input) { success issueRelation { ${relation} } } }`);

interface LinkRow {
  id: string;
  title: string;
  url: string;
  issue: { identifier: string; url: string };
}

const link = "id title url issue { identifier url }";

export const Attachment = graphql<{ attachment: LinkRow }, { id: string }>(
  `query Attachment($id: String!) { attachment(id: $id) { ${link} } }`,
);

export const LinkCreate = graphql<
  { attachmentLinkURL: { attachment: LinkRow } },
  { id: string; issueId: string; url: string; title?: string | undefined }
>(`
mutation LinkCreate($id: String, $issueId: String!, $url: String!, $title: String) {
  attachmentLinkURL(id: $id, issueId: $issueId, url: $url, title: $title) { success attachment { ${link} } }
}`);
