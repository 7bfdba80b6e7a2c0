import { type Answer, route } from "../emulator.ts";
import { AT, bodyOf, checkMetadata, checkVector, filterOf, indexOf, type PineconeCall } from "./data-call.ts";
import { tokensIn } from "./embeddings.ts";
import { refuseData } from "./errors.ts";
import { asNumbers, asRecord, asText, asTexts, type Json } from "./json.ts";
import { rank, rankProblem } from "./ranking.ts";
import { nearestFirst, score, type Vectors } from "./similarity.ts";
import {
  embedText,
  type Index,
  namespaceFor,
  type Namespace,
  sortedRecords,
  type StoredRecord,
  vectorsOf,
} from "./state.ts";
import { needs } from "./tokens.ts";

const MOST_TEXTS = 96;

/** One JSON object a line, whose `_id` may be called `id` too. */
export function ndjson(raw: Buffer): Json[] | undefined {
  try {
    return raw
      .toString("utf8")
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line) => asRecord(JSON.parse(line)) ?? {});
  } catch {
    return undefined;
  }
}

function upsert(call: PineconeCall): Answer {
  const index = indexOf(call);
  const { embed } = index;
  if (!embed) refuseData(400, "Integrated inference is not configured for this index");
  const rows = ndjson(call.raw) ?? refuseData(400, "Failed to parse the request body as NDJSON");
  if (rows.length === 0 || rows.length > MOST_TEXTS)
    refuseData(400, `Batch size must be between 1 and ${MOST_TEXTS}, got ${rows.length}`);
  const records = rows.map((row): StoredRecord => {
    const { _id, id: alias, ...rest } = row;
    const id = asText(_id) ?? asText(alias) ?? "";
    if (id === "" || id.length > 512) refuseData(400, "Record id must have between 1 and 512 characters");
    if (typeof rest[embed.textField] !== "string")
      refuseData(400, `Record ${id} is missing the mapped field '${embed.textField}'`);
    return { id, metadata: checkMetadata(id, rest) };
  });
  const namespace = namespaceFor(index, call.params["namespace"] ?? "");
  for (const record of records) namespace.set(record.id, record);
  return { status: 201 };
}

function search(call: PineconeCall): Answer {
  const index = indexOf(call);
  const { query: asked, fields, rerank } = bodyOf(call);
  const query = asRecord(asked) ?? {};
  const topK = Number(query["top_k"]);
  if (!Number.isInteger(topK) || topK < 1 || topK > 10_000)
    refuseData(400, "top_k must be between 1 and 10000");
  const namespace = index.namespaces.get(call.params["namespace"] ?? "");
  const text = asText(asRecord(query["inputs"])?.["text"]);
  const hits = nearest(index, namespace, queryVectors(index, namespace, query, text), query, topK);
  const ranking = asRecord(rerank);
  const ordered = ranking ? rerankHits(hits, ranking, text) : hits;
  const wanted = fields === undefined ? undefined : asTexts(fields);
  return {
    body: {
      result: {
        hits: ordered.map(({ record, score }) => ({
          _id: record.id,
          _score: score,
          fields: Object.fromEntries(
            Object.entries(record.metadata).filter(([name]) => wanted === undefined || wanted.includes(name)),
          ),
        })),
      },
      usage: {
        read_units: 1,
        ...(text === undefined ? {} : { embed_total_tokens: tokensIn([text]) }),
        ...(ranking ? { rerank_units: 1 } : {}),
      },
    },
  };
}

type Hit = { record: StoredRecord; score: number };

function queryVectors(
  index: Index,
  namespace: Namespace | undefined,
  query: Json,
  text: string | undefined,
): Vectors {
  const id = asText(query["id"]);
  if (text !== undefined) {
    if (!index.embed) refuseData(400, "Integrated inference is not configured for this index");
    return embedText(index, text);
  }
  if (id !== undefined) {
    const record = namespace?.get(id);
    return record ? vectorsOf(index, record) : {};
  }
  const vectors = { values: asNumbers(asRecord(query["vector"])?.["values"], "values") };
  if (!vectors.values) refuseData(400, "Query must contain inputs, a vector or an id");
  checkVector(index, vectors);
  return vectors;
}

function nearest(
  index: Index,
  namespace: Namespace | undefined,
  asked: Vectors,
  query: Json,
  topK: number,
): Hit[] {
  const fits = filterOf(query["filter"]);
  const terms = matchTerms(index, query["match_terms"]);
  return sortedRecords(namespace)
    .filter(({ metadata }) => fits(metadata) && terms(String(metadata[index.embed?.textField ?? ""] ?? "")))
    .flatMap((record) => {
      const near = score(index.metric, asked, vectorsOf(index, record));
      return near === undefined ? [] : [{ record, score: near }];
    })
    .sort((left, right) => nearestFirst(index.metric, left.score, right.score))
    .slice(0, topK);
}

function matchTerms(index: Index, given: unknown): (text: string) => boolean {
  const terms = asTexts(asRecord(given)?.["terms"]);
  if (terms.length === 0) return () => true;
  if (index.vectorType !== "sparse") refuseData(400, "match_terms is only supported for sparse indexes");
  return (text) => terms.every((term) => text.toLowerCase().includes(term.toLowerCase()));
}

function rerankHits(hits: readonly Hit[], ranking: Json, text: string | undefined): Hit[] {
  const fields = asTexts(ranking["rank_fields"]);
  const query = asText(ranking["query"]) ?? text;
  if (query === undefined) refuseData(400, "rerank.query is required when the query has no text");
  const problem = rankProblem(
    ranking["model"],
    fields,
    hits.map(({ record }) => record.metadata),
  );
  if (problem !== undefined) refuseData(400, problem);
  const textOf = ({ record }: Hit) => fields.map((field) => String(record.metadata[field])).join("\n");
  return rank(query, hits, textOf, Number(ranking["top_n"] ?? hits.length)).map(({ row, score }) => ({
    record: row.record,
    score,
  }));
}

export const recordRoutes = [
  route("POST", `${AT}/records/namespaces/{namespace}/upsert`, upsert, needs("data.write")),
  route("POST", `${AT}/records/namespaces/{namespace}/search`, search, needs("data.read")),
];
