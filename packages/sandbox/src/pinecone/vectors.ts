import { type Answer, route } from "../emulator.ts";
import {
  AT,
  bodyOf,
  checkMetadata,
  checkVector,
  filterOf,
  indexOf,
  namespaceName,
  type PineconeCall,
  usage,
  wireRecord,
} from "./data-call.ts";
import { refuseData } from "./errors.ts";
import { asList, asNumbers, asRecord, asSparse, asText, asTexts } from "./json.ts";
import { pageOf } from "./paging.ts";
import { nearestFirst, score } from "./similarity.ts";
import { namespaceFor, sortedRecords, type StoredRecord, vectorsOf } from "./state.ts";
import { needs } from "./tokens.ts";

const MOST_BYTES = 2 * 1024 * 1024;

function stats(call: PineconeCall): Answer {
  const index = indexOf(call);
  if (bodyOf(call)["filter"] !== undefined)
    refuseData(
      400,
      "Serverless and Starter indexes do not support describing index stats with metadata filtering",
    );
  const sizes = [...index.namespaces].map(([name, { size }]) => [name, { vectorCount: size }] as const);
  return {
    body: {
      namespaces: Object.fromEntries(sizes),
      ...(index.dimension === undefined ? {} : { dimension: index.dimension }),
      indexFullness: 0,
      totalVectorCount: sizes.reduce((sum, [, { vectorCount }]) => sum + vectorCount, 0),
      metric: index.metric,
      vectorType: index.vectorType,
      memory_fullness: 0,
      storage_fullness: 0,
    },
  };
}

function query(call: PineconeCall): Answer {
  const index = indexOf(call);
  const given = bodyOf(call);
  const topK = Number(given["topK"]);
  if (!Number.isInteger(topK) || topK < 1 || topK > 10_000)
    refuseData(400, "topK must be between 1 and 10000");
  const namespace = index.namespaces.get(namespaceName(given["namespace"]));
  const id = asText(given["id"]);
  const source = id === undefined ? undefined : namespace?.get(id);
  const asked = source
    ? vectorsOf(index, source)
    : { values: asNumbers(given["vector"], "vector"), sparse: asSparse(given["sparseVector"]) };
  if (id === undefined && !asked.values && !asked.sparse)
    refuseData(400, "Query must contain a vector, a sparse vector or an id");
  if (id !== undefined && (given["vector"] !== undefined || given["sparseVector"] !== undefined))
    refuseData(400, "Cannot provide both id and vector at the same time.");
  checkVector(index, asked);
  const fits = filterOf(given["filter"]);
  const matches = sortedRecords(namespace)
    .filter(({ metadata }) => fits(metadata))
    .flatMap((record) => {
      const near = score(index.metric, asked, vectorsOf(index, record));
      return near === undefined ? [] : [{ record, score: near }];
    })
    .sort((left, right) => nearestFirst(index.metric, left.score, right.score))
    .slice(0, topK)
    .map(({ record, score }) => {
      const { values = [], sparseValues, metadata } = wireRecord(record);
      return {
        id: record.id,
        score,
        values: given["includeValues"] === true ? values : undefined,
        sparseValues: given["includeValues"] === true ? sparseValues : undefined,
        metadata: given["includeMetadata"] === true ? metadata : undefined,
      };
    });
  return { body: { matches, namespace: namespaceName(given["namespace"]), usage } };
}

function upsert(call: PineconeCall): Answer {
  const index = indexOf(call);
  const given = bodyOf(call);
  const rows = asList(given["vectors"]);
  if (rows.length === 0 || rows.length > 1000)
    refuseData(400, "vectors must hold between 1 and 1000 records");
  if (call.raw.length > MOST_BYTES) {
    refuseData(400, `Request size ${call.raw.length} bytes exceeds the limit of ${MOST_BYTES} bytes`);
  }
  // All or nothing: a request in which one vector is wrong changes none.
  const records = rows.map((row) => asStored(call, asRecord(row) ?? {}));
  const namespace = namespaceFor(index, namespaceName(given["namespace"]));
  for (const record of records) namespace.set(record.id, record);
  return { body: { upsertedCount: records.length } };
}

function asStored(call: PineconeCall, row: Readonly<Record<string, unknown>>): StoredRecord {
  const index = indexOf(call);
  const id = asText(row["id"]) ?? "";
  if (id === "" || id.length > 512) refuseData(400, "Vector id must have between 1 and 512 characters");
  const vectors = { values: asNumbers(row["values"], "values"), sparse: asSparse(row["sparseValues"]) };
  if (!vectors.values && (index.vectorType === "dense" || !vectors.sparse))
    refuseData(400, `Vector ${id} has no values`);
  checkVector(index, vectors);
  return { id, ...vectors, metadata: checkMetadata(id, asRecord(row["metadata"]) ?? {}) };
}

function update(call: PineconeCall): Answer {
  const index = indexOf(call);
  const given = bodyOf(call);
  const namespace = index.namespaces.get(namespaceName(given["namespace"]));
  const id = asText(given["id"]);
  const metadata = asRecord(given["setMetadata"]) ?? {};
  if ((id === undefined) === (given["filter"] === undefined))
    refuseData(400, "Exactly one of id and filter must be provided");
  if (id === undefined) {
    const fits = filterOf(given["filter"]);
    const found = sortedRecords(namespace).filter((record) => fits(record.metadata));
    if (given["dryRun"] !== true) {
      for (const record of found)
        record.metadata = checkMetadata(record.id, { ...record.metadata, ...metadata });
    }
    return { body: { matchedRecords: found.length } };
  }
  const vectors = { values: asNumbers(given["values"], "values"), sparse: asSparse(given["sparseValues"]) };
  checkVector(index, vectors);
  const record = namespace?.get(id);
  // An id that is not there is no error: the answer is the same.
  if (!record) return { body: {} };
  record.metadata = checkMetadata(id, { ...record.metadata, ...metadata });
  if (vectors.values) record.values = vectors.values;
  if (vectors.sparse) record.sparse = vectors.sparse;
  return { body: {} };
}

function remove(call: PineconeCall): Answer {
  const index = indexOf(call);
  const given = bodyOf(call);
  const name = namespaceName(given["namespace"]);
  const namespace = index.namespaces.get(name);
  const ids = asTexts(given["ids"]);
  const ways = [ids.length > 0, given["deleteAll"] === true, given["filter"] !== undefined];
  if (ways.filter(Boolean).length !== 1)
    refuseData(400, "Exactly one of ids, filter and deleteAll must be provided");
  if (ids.length > 1000) refuseData(400, "At most 1000 ids may be deleted at once");
  if (!namespace) refuseData(404, "Namespace not found");
  const fits = filterOf(given["filter"]);
  for (const record of sortedRecords(namespace)) {
    if (ids.length > 0 ? ids.includes(record.id) : fits(record.metadata)) namespace.delete(record.id);
  }
  if (namespace.size === 0) index.namespaces.delete(name);
  return { body: {} };
}

function fetchByIds(call: PineconeCall): Answer {
  const index = indexOf(call);
  const name = namespaceName(call.query.get("namespace") ?? undefined);
  const ids = call.query.getAll("ids");
  if (ids.length === 0 || ids.length > 1000) refuseData(400, "ids must hold between 1 and 1000 ids");
  const found = ids.flatMap((id) => index.namespaces.get(name)?.get(id) ?? []);
  return { body: { vectors: byId(call, found), namespace: name, usage } };
}

function fetchByMetadata(call: PineconeCall): Answer {
  const index = indexOf(call);
  const given = bodyOf(call);
  const name = namespaceName(given["namespace"]);
  const fits = filterOf(given["filter"]);
  const found = sortedRecords(index.namespaces.get(name)).filter(({ metadata }) => fits(metadata));
  const { rows, ...next } = pageOf(found, ({ id }) => id, {
    limit: Number(given["limit"] ?? 100),
    token: asText(given["paginationToken"]),
  });
  return { body: { vectors: byId(call, rows), namespace: name, usage, ...next } };
}

function byId(call: PineconeCall, records: readonly StoredRecord[]) {
  const index = indexOf(call);
  return Object.fromEntries(
    records.map((record) => {
      vectorsOf(index, record);
      return [record.id, wireRecord(record)] as const;
    }),
  );
}

function listIds(call: PineconeCall): Answer {
  const { query } = call;
  const name = namespaceName(query.get("namespace") ?? undefined);
  const prefix = query.get("prefix") ?? "";
  const found = sortedRecords(indexOf(call).namespaces.get(name)).filter(({ id }) => id.startsWith(prefix));
  const { rows, ...next } = pageOf(found, ({ id }) => id, {
    limit: Number(query.get("limit") ?? 100),
    token: query.get("paginationToken") ?? undefined,
  });
  return { body: { vectors: rows.map(({ id }) => ({ id })), namespace: name, usage, ...next } };
}

const read = needs("data.read");
const write = needs("data.write");

export const vectorRoutes = [
  route("POST", `${AT}/describe_index_stats`, stats, read),
  route("POST", `${AT}/query`, query, read),
  route("POST", `${AT}/vectors/upsert`, upsert, write),
  route("POST", `${AT}/vectors/update`, update, write),
  route("POST", `${AT}/vectors/delete`, remove, write),
  route("GET", `${AT}/vectors/fetch`, fetchByIds, read),
  route("POST", `${AT}/vectors/fetch_by_metadata`, fetchByMetadata, read),
  route("GET", `${AT}/vectors/list`, listIds, read),
];
