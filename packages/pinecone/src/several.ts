import { findToolError, ToolError } from "@sophia-mcp/core/errors";
import type { PineconeApi } from "./api.ts";
import { rounded } from "./format.ts";
import { integratedIndex, rerankParameters } from "./integrated.ts";

export interface SearchTarget {
  index: string;
  namespace: string;
}

export interface FoundRecord extends SearchTarget {
  id: string;
  score: number;
  fields: Record<string, unknown>;
  /** What the index embedded, and what a reranker reads. */
  text: string;
}

export interface Failure {
  part: string;
  error: string;
}

/** `index/namespace`; namespaces may hold slashes, index names may not. */
export function targetOf(given: string): SearchTarget {
  const slash = given.indexOf("/");
  return slash < 0
    ? { index: given, namespace: "__default__" }
    : { index: given.slice(0, slash), namespace: given.slice(slash + 1) };
}

/** Rerankers read at most 100 documents at once. */
const mostDocuments = 100;

/**
 * Searches all at once; a part that fails does not hide the others.
 * @throws the first failure when every part failed
 */
export async function searchEach(
  api: PineconeApi,
  targets: readonly SearchTarget[],
  { query, limit, filter }: { query: string; limit: number; filter: object | undefined },
  progress: (done: number, total?: number) => void,
): Promise<{ found: FoundRecord[][]; failures: Failure[] }> {
  const topK = Math.max(1, Math.min(limit, Math.floor(mostDocuments / targets.length)));
  let done = 0;
  const search = async ({ index, namespace }: SearchTarget): Promise<FoundRecord[]> => {
    const info = await integratedIndex(api, index);
    const { result } = await api.search(index, namespace, {
      query: { topK, inputs: { text: query }, ...(filter ? { filter } : {}) },
    });
    progress(++done, targets.length);
    return result.hits.map((hit) => {
      const fields: Record<string, unknown> = { ...hit.fields };
      const text = fields[info?.text_field ?? "text"];
      return {
        index,
        namespace,
        id: hit._id,
        score: rounded(hit._score),
        fields,
        text: typeof text === "string" ? text : JSON.stringify(fields),
      };
    });
  };
  const outcomes = await Promise.all(targets.map((target) => attempt(() => search(target))));
  const found = outcomes.flatMap((outcome) => (outcome instanceof ToolError ? [] : [outcome]));
  const first = outcomes.find((outcome) => outcome instanceof ToolError);
  if (found.length === 0 && first) throw first;
  const failures = outcomes.flatMap((outcome, place) => {
    const { index, namespace } = targets[place] ?? { index: "", namespace: "" };
    return outcome instanceof ToolError
      ? [{ part: `search of ${index}/${namespace}`, error: outcome.message }]
      : [];
  });
  return { found, failures };
}

/** Turn by turn, so that none is cut off because it was named last; the same text is kept once. */
export function merged(found: readonly FoundRecord[][]): FoundRecord[] {
  const longest = Math.max(0, ...found.map((records) => records.length));
  const turns = Array.from({ length: longest }, (_, place) =>
    found.flatMap((records) => records[place] ?? []),
  );
  const known = new Set<string>();
  return turns.flat().filter(({ text }) => {
    const plain = text.replace(/\s+/g, " ").trim();
    return !known.has(plain) && known.add(plain);
  });
}

/** Scores of different models do not compare; without a reranker the turns are the fairest order. */
export async function sortedByModel(
  api: PineconeApi,
  model: string,
  query: string,
  records: readonly FoundRecord[],
  limit: number,
): Promise<{ records: FoundRecord[]; failures: Failure[] }> {
  if (records.length === 0) return { records: [], failures: [] };
  const answer = await attempt(() =>
    api.rerank({
      model,
      query,
      documents: records.map(({ text }) => ({ text })),
      topN: limit,
      returnDocuments: false,
      ...rerankParameters(model),
    }),
  );
  if (answer instanceof ToolError) {
    const failures = [{ part: "reranking (scores do not compare between indexes)", error: answer.message }];
    return { records: records.slice(0, limit), failures };
  }
  const sorted = answer.data.flatMap(({ index, score }) => {
    const record = records[index];
    return record ? [{ ...record, score: rounded(score) }] : [];
  });
  return { records: sorted, failures: [] };
}

/** A failure as a value, but for those that end the whole call. */
async function attempt<T>(work: () => Promise<T>): Promise<T | ToolError> {
  try {
    return await work();
  } catch (error) {
    const failure = findToolError(error);
    if (!failure || failure.kind === "cancelled" || failure.kind === "timeout") throw error;
    return failure;
  }
}
