/** The values of a call of a search. */
interface SearchCall {
  /** Input key that takes the words. */
  query: string;
  /** What the words become, `{}` being themselves: `{} is:private`. */
  words?: string;
  /** Input keys that take the ends of a period as times. */
  since?: string | SearchBound;
  until?: string | SearchBound;
  /** What a row is, in one word: `deal`. */
  kind?: string;
  /** Further arguments. */
  arguments?: Readonly<Record<string, unknown>>;
}

/** An end of a period that is no argument of its own: appended to the words, or to the list that `key` takes. */
export interface SearchBound {
  key: string;
  /** `{}` is the time. */
  form: string;
}

/** One path in a row, or several of which the first that says something counts. Keys are joined by dots. */
export type RowPath = string | readonly string[];

/**
 * How a search over all systems asks this tool, and reads what it answers. Plain data: it is kept in the manifest, so
 * that nothing is loaded to know it.
 */
export interface SearchMark extends SearchCall {
  /** Input key that bounds the rows. */
  limit?: string;
  /** Output key that holds the rows, best first. */
  results: string;
  title: RowPath;
  url?: RowPath;
  updated?: RowPath;
  /** What else a reader wants to see of a row; all that are there. */
  about?: readonly string[];
  /** One call for each, each over the values above; without it one call. */
  calls?: readonly Partial<SearchCall>[];
  /** What must be told by another tool first: one call is made for each value of it. */
  each?: SearchEach;
}

export interface SearchEach {
  tool: string;
  arguments?: Readonly<Record<string, unknown>>;
  /** Output key that holds the rows. */
  results: string;
  /** What a row must be to count. */
  where?: Readonly<Record<string, unknown>>;
  /** Key of a row whose value goes into the input key `into` of the search. */
  value: string;
  into: string;
  most: number;
}
