import type { LinearDocument as Sdk } from "@linear/sdk";
import { type Connection, graphql, type Named, type Page, pageInfo } from "./document.ts";

export interface DocumentRow {
  id: string;
  title: string;
  url: string;
  updatedAt: string;
  creator: Named | null;
  project: Named | null;
  initiative: Named | null;
  team: (Named & { key: string }) | null;
  issue: { identifier: string } | null;
}

const row = `id title url updatedAt creator { id name } project { id name } initiative { id name }
  team { id key name } issue { identifier }`;

export const Documents = graphql<
  { documents: Connection<DocumentRow> },
  Page & { filter: Sdk.DocumentFilter; includeArchived: boolean }
>(`
query Documents($filter: DocumentFilter, $first: Int!, $after: String, $includeArchived: Boolean) {
  documents(filter: $filter, first: $first, after: $after, includeArchived: $includeArchived, orderBy: updatedAt) {
    nodes { ${row} } ${pageInfo}
  }
}`);

export const SearchDocuments = graphql<
  { searchDocuments: Connection<DocumentRow> },
  Page & { term: string; includeArchived: boolean }
>(`
query SearchDocuments($term: String!, $first: Int!, $after: String, $includeArchived: Boolean) {
  searchDocuments(term: $term, first: $first, after: $after, includeArchived: $includeArchived, includeComments: true) {
    nodes { ${row} } ${pageInfo}
  }
}`);

export interface DocumentDetail extends DocumentRow {
  archivedAt: string | null;
  content: string | null;
  createdAt: string;
  updatedBy: Named | null;
  documentContentId: string | null;
}

const detail = `${row} archivedAt content createdAt updatedBy { id name } documentContentId`;

/** Looks a document up by title, id or the end of its address, and reads it in the same request. */
export const DocumentDetails = graphql<
  { documents: { nodes: DocumentDetail[] } },
  { filter: Sdk.DocumentFilter }
>(`
query DocumentDetails($filter: DocumentFilter!) {
  documents(filter: $filter, first: 5, includeArchived: true) { nodes { ${detail} } }
}`);

export const Document = graphql<{ document: DocumentDetail }, { id: string }>(
  `query Document($id: String!) { document(id: $id) { ${detail} } }`,
);

export const DocumentCreate = graphql<
  { documentCreate: { document: DocumentDetail } },
  { input: Sdk.DocumentCreateInput }
>(`
mutation DocumentCreate($input: DocumentCreateInput!) { documentCreate(input: $input) { success document { ${detail} } } }`);

export const DocumentUpdate = graphql<
  { documentUpdate: { document: DocumentDetail } },
  { id: string; input: Sdk.DocumentUpdateInput }
>(`
mutation DocumentUpdate($id: String!, $input: DocumentUpdateInput!) { documentUpdate(id: $id, input: $input) { success document { ${detail} } } }`);
