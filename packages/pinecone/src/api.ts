import type {
  ConfigureIndexRequest,
  CreateIndexForModelRequest,
  CreateIndexRequest,
  IndexModel,
} from "@pinecone-database/pinecone/dist/pinecone-generated-ts-fetch/db_control/models/index.js";
import type {
  DeleteRequest,
  FetchByMetadataRequest,
  QueryRequest,
  SearchRecordsRequest,
  UpdateRequest,
  Vector,
} from "@pinecone-database/pinecone/dist/pinecone-generated-ts-fetch/db_data/models/index.js";
import type {
  EmbedRequest,
  RerankRequest,
} from "@pinecone-database/pinecone/dist/pinecone-generated-ts-fetch/inference/models/index.js";
import { createCache } from "@sophia-mcp/core/cache";
import { idempotent, repeatable } from "@sophia-mcp/core/call";
import { findToolError } from "@sophia-mcp/core/errors";
import type { Http, HttpInit } from "@sophia-mcp/core/http";
import { batches } from "./batches.ts";
import { withScheme } from "./hosts.ts";
import { indexInfo, type IndexInfo } from "./index-info.ts";

export type PineconeApi = ReturnType<typeof connectPinecone>;

/** A page of a list whose token Pinecone makes. */
export interface Page {
  limit?: number;
  paginationToken?: string;
}

/** The version that the SDK's requests and answers are made for. */
const xPineconeApiVersion = "2026-07";

/** An index keeps its host, model and dimension as long as it lives. */
const cacheMs = 5 * 60_000;

interface Target {
  /** With scheme, without a slash at the end. */
  host: string;
  /** Unknown for an index that was given by host alone. */
  info?: IndexInfo;
}

/**
 * The endpoints that the tools use. The SDK's generated clients are imported on the first request, below its public
 * classes: those keep hosts for the whole process, drop `dryRun` and cannot query by sparse values alone.
 */
export function connectPinecone(
  http: Http,
  settings: { baseUrl: string; hosts: ReadonlyMap<string, string> },
) {
  const cached = createCache(cacheMs);

  /** `fetchApi` throws core's errors, which the SDK wraps and core finds again. */
  const at = (basePath: string) => ({
    basePath: basePath.replace(/\/$/, ""),
    fetchApi: (input: string | URL | Request, init?: RequestInit) => http.fetch(input, init),
  });

  async function control() {
    const [{ ManageIndexesApi }, { Configuration }] = await Promise.all([
      import("@pinecone-database/pinecone/dist/pinecone-generated-ts-fetch/db_control/apis/ManageIndexesApi.js"),
      import("@pinecone-database/pinecone/dist/pinecone-generated-ts-fetch/db_control/runtime.js"),
    ]);
    return new ManageIndexesApi(new Configuration(at(settings.baseUrl)));
  }

  async function inference() {
    const [{ InferenceApi }, { Configuration }] = await Promise.all([
      import("@pinecone-database/pinecone/dist/pinecone-generated-ts-fetch/inference/apis/InferenceApi.js"),
      import("@pinecone-database/pinecone/dist/pinecone-generated-ts-fetch/inference/runtime.js"),
    ]);
    return new InferenceApi(new Configuration(at(settings.baseUrl)));
  }

  const describeIndex = async (name: string): Promise<IndexModel> =>
    (await control()).describeIndex({ xPineconeApiVersion, indexName: name }, about(`index "${name}"`));

  async function target(name: string): Promise<Target> {
    const given = settings.hosts.get(name);
    if (given !== undefined) return { host: given };
    const index = await cached(name, () => describeIndex(name));
    if (!index.status.ready) cached.forget(name);
    return { host: withScheme(index.privateHost ?? index.host), info: indexInfo(index) };
  }

  /** An index that was deleted and made again has another host: after a miss it is looked up anew. */
  async function onHost<T>(name: string, work: (host: string) => Promise<T>): Promise<T> {
    const { host } = await target(name);
    try {
      return await work(host);
    } catch (error) {
      const status = findToolError(error)?.details.status;
      if (status === undefined || status === 404) cached.forget(name);
      throw error;
    }
  }

  async function vectors(host: string) {
    const [{ VectorOperationsApi }, { Configuration }] = await Promise.all([
      import("@pinecone-database/pinecone/dist/pinecone-generated-ts-fetch/db_data/apis/VectorOperationsApi.js"),
      import("@pinecone-database/pinecone/dist/pinecone-generated-ts-fetch/db_data/runtime.js"),
    ]);
    return new VectorOperationsApi(new Configuration(at(host)));
  }

  async function namespaces(host: string) {
    const [{ NamespaceOperationsApi }, { Configuration }] = await Promise.all([
      import("@pinecone-database/pinecone/dist/pinecone-generated-ts-fetch/db_data/apis/NamespaceOperationsApi.js"),
      import("@pinecone-database/pinecone/dist/pinecone-generated-ts-fetch/db_data/runtime.js"),
    ]);
    return new NamespaceOperationsApi(new Configuration(at(host)));
  }

  return {
    version: xPineconeApiVersion,

    async listIndexes(): Promise<IndexModel[]> {
      const { indexes = [] } = await (await control()).listIndexes({ xPineconeApiVersion });
      return indexes;
    },

    describeIndex,

    /** What is known of an index; undefined when the key may not look it up and its host was given. */
    info: async (name: string): Promise<IndexInfo | undefined> => (await target(name)).info,

    createIndex: async (createIndexRequest: CreateIndexRequest) =>
      (await control()).createIndex({ xPineconeApiVersion, createIndexRequest }),

    createIndexForModel: async (createIndexForModelRequest: CreateIndexForModelRequest) =>
      (await control()).createIndexForModel({ xPineconeApiVersion, createIndexForModelRequest }),

    configureIndex: async (indexName: string, configureIndexRequest: ConfigureIndexRequest) =>
      (await control()).configureIndex(
        { xPineconeApiVersion, indexName, configureIndexRequest },
        about(`index "${indexName}"`),
      ),

    async deleteIndex(indexName: string): Promise<void> {
      const init = { ...about(`index "${indexName}"`), ...empty };
      await (await control()).deleteIndex({ xPineconeApiVersion, indexName }, init);
      cached.forget(indexName);
    },

    stats: (index: string) =>
      onHost(index, async (host) =>
        // Questions by POST are safe to repeat.
        repeatable(async () =>
          (await vectors(host)).describeIndexStats({ xPineconeApiVersion, describeIndexStatsRequest: {} }),
        ),
      ),

    listNamespaces: (index: string, query: Page & { prefix?: string }) =>
      onHost(index, async (host) =>
        (await namespaces(host)).listNamespacesOperation({ xPineconeApiVersion, ...query }),
      ),

    deleteNamespace: (index: string, namespace: string) =>
      onHost(index, async (host) =>
        (await namespaces(host)).deleteNamespace({ xPineconeApiVersion, namespace }, where(index, namespace)),
      ),

    search: (index: string, namespace: string, searchRecordsRequest: SearchRecordsRequest) =>
      onHost(index, async (host) =>
        repeatable(async () =>
          (await vectors(host)).searchRecordsNamespace(
            {
              xPineconeApiVersion,
              namespace,
              searchRecordsRequest,
            },
            where(index, namespace),
          ),
        ),
      ),

    query: (index: string, queryRequest: QueryRequest) =>
      onHost(index, async (host) =>
        repeatable(async () =>
          (await vectors(host)).queryVectors(
            { xPineconeApiVersion, queryRequest },
            where(index, queryRequest.namespace),
          ),
        ),
      ),

    /** Records by id; an id that does not exist is missing. */
    fetch: (index: string, namespace: string, ids: readonly string[]): Promise<Record<string, Vector>> =>
      onHost(index, async (host) => {
        const client = await vectors(host);
        // Ids stand in the URL, whose length gateways bound.
        const pages = await Promise.all(
          batches(ids, { rows: 100, bytes: 4000 }).map((part) =>
            client.fetchVectors({ xPineconeApiVersion, namespace, ids: part }, where(index, namespace)),
          ),
        );
        return Object.fromEntries(pages.flatMap((page) => Object.entries(page.vectors ?? {})));
      }),

    fetchByMetadata: (index: string, fetchByMetadataRequest: FetchByMetadataRequest) =>
      onHost(index, async (host) =>
        repeatable(async () =>
          (await vectors(host)).fetchVectorsByMetadata(
            { xPineconeApiVersion, fetchByMetadataRequest },
            where(index, fetchByMetadataRequest.namespace),
          ),
        ),
      ),

    listIds: (index: string, query: Page & { namespace: string; prefix?: string }) =>
      onHost(index, async (host) =>
        (await vectors(host)).listVectors({ xPineconeApiVersion, ...query }, where(index, query.namespace)),
      ),

    upsertVectors: (index: string, namespace: string, records: Vector[]) =>
      onHost(index, async (host) =>
        idempotent(async () =>
          (await vectors(host)).upsertVectors({
            xPineconeApiVersion,
            upsertRequest: { namespace, vectors: records },
          }),
        ),
      ),

    /** The SDK's generated client sends a list where Pinecone reads lines, so the lines are made here. */
    upsertRecords: (index: string, namespace: string, records: readonly object[]) =>
      onHost(index, async (host) => {
        const init: HttpInit = {
          method: "POST",
          headers: {
            "content-type": "application/x-ndjson",
            "x-pinecone-api-version": xPineconeApiVersion,
          },
          body: records.map((record) => JSON.stringify(record)).join("\n"),
          ...where(index, namespace),
          ...empty,
        };
        const path = `/records/namespaces/${encodeURIComponent(namespace)}/upsert`;
        await idempotent(() => http.fetch(host + path, init));
      }),

    update: (index: string, updateRequest: UpdateRequest) =>
      onHost(index, async (host) =>
        idempotent(async () =>
          (await vectors(host)).updateVector(
            { xPineconeApiVersion, updateRequest },
            where(index, updateRequest.namespace),
          ),
        ),
      ),

    deleteRecords: (index: string, deleteRequest: DeleteRequest) =>
      onHost(index, async (host) => {
        const send = async () =>
          (await vectors(host)).deleteVectors(
            { xPineconeApiVersion, deleteRequest },
            where(index, deleteRequest.namespace),
          );
        // By filter a repeat could also take records that were written in between.
        return deleteRequest.ids ? idempotent(send) : send();
      }),

    embed: (embedRequest: EmbedRequest) =>
      repeatable(async () => (await inference()).embed({ xPineconeApiVersion, embedRequest })),

    rerank: (rerankRequest: RerankRequest) =>
      repeatable(async () => (await inference()).rerank({ xPineconeApiVersion, rerankRequest })),
  };
}

/** Some successes have no body. */
const empty = { expect: "bytes" } as const satisfies HttpInit;

const about = (what: string): HttpInit => ({ what });

const where = (index: string, namespace: string | undefined): HttpInit =>
  about(`namespace "${namespace}" in index "${index}"`);
