/** A GraphQL document together with the shapes of its answer and its variables, which TypeScript reads off it. */
export type GraphDocument<Data, Variables> = string & {
  readonly data?: (data: Data) => void;
  readonly variables?: (variables: Variables) => void;
};

export const graphql = <Data, Variables = Record<string, never>>(text: string) =>
  text as GraphDocument<Data, Variables>;

export interface Connection<Row> {
  nodes: Row[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** A list inside of a record, cut at a fixed length. */
export interface Part<Row> {
  nodes: Row[];
  pageInfo: { hasNextPage: boolean };
}

/** Asks whether a list inside of a record was cut. */
export const cut = "pageInfo { hasNextPage }";

/** Relay paging: at most 250 rows a page. */
export interface Page {
  first: number;
  after?: string | undefined;
}

export const pageInfo = "pageInfo { hasNextPage endCursor }";

export interface Named {
  id: string;
  name: string;
}
