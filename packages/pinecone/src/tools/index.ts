import { createEmbeddings } from "./create-embeddings.ts";
import { createIndex } from "./create-index.ts";
import { deleteIndex } from "./delete-index.ts";
import { deleteNamespace } from "./delete-namespace.ts";
import { deleteRecords } from "./delete-records.ts";
import { getIndexStats } from "./get-index-stats.ts";
import { getIndex } from "./get-index.ts";
import { getRecords } from "./get-records.ts";
import { listIndexes } from "./list-indexes.ts";
import { listNamespaces } from "./list-namespaces.ts";
import { listRecordIds } from "./list-record-ids.ts";
import { listRecords } from "./list-records.ts";
import { queryVectors } from "./query-vectors.ts";
import { rerankDocuments } from "./rerank-documents.ts";
import { searchIndexes } from "./search-indexes.ts";
import { searchRecords } from "./search-records.ts";
import { updateIndex } from "./update-index.ts";
import { updateRecord } from "./update-record.ts";
import { upsertRecords } from "./upsert-records.ts";
import { upsertVectors } from "./upsert-vectors.ts";

/** The core first, then the groups that `--groups` turns on. */
export const tools = [
  listIndexes,
  getIndex,
  getIndexStats,
  listNamespaces,
  searchRecords,
  searchIndexes,
  queryVectors,
  listRecords,
  getRecords,
  listRecordIds,
  upsertRecords,
  upsertVectors,
  updateRecord,
  deleteRecords,
  rerankDocuments,

  createIndex,
  updateIndex,
  deleteIndex,
  deleteNamespace,
  createEmbeddings,
];
