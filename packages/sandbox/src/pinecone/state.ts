import type { Setting } from "../emulator.ts";
import { denseEmbedding, sparseEmbedding } from "./embeddings.ts";
import { seedIndexes } from "./seed.ts";
import type { Vectors } from "./similarity.ts";
import { HOSTS } from "./tokens.ts";

export type Metric = "cosine" | "dotproduct" | "euclidean";
export type Metadata = Record<string, string | number | boolean | readonly string[]>;
export type Sparse = { indices: readonly number[]; values: readonly number[] };

/** `values` and `sparse` are left out until needed where the index's own model makes them of the text. */
export type StoredRecord = {
  id: string;
  metadata: Metadata;
  values?: readonly number[] | undefined;
  sparse?: Sparse | undefined;
};

/** By id. */
export type Namespace = Map<string, StoredRecord>;

export type Index = {
  name: string;
  vectorType: "dense" | "sparse";
  metric: Metric;
  /** Sparse indexes have none. */
  dimension: number | undefined;
  /** Integrated inference: the model, and the field whose text it embeds. */
  embed: { model: string; textField: string } | undefined;
  cloud: string;
  region: string;
  tags: Record<string, string>;
  deletionProtection: "enabled" | "disabled";
  namespaces: Map<string, Namespace>;
  /** How often it will still be described before it is ready. */
  describesUntilReady: number;
};

export type PineconeState = { url: string; indexes: Map<string, Index> };

/** The namespace of requests that name none. */
export const DEFAULT_NAMESPACE = "__default__";

export function createState({ url, world }: Setting): PineconeState {
  return { url, indexes: new Map(seedIndexes(world).map((index) => [index.name, index])) };
}

export const hostOf = (state: PineconeState, index: Index): string => `${state.url}${HOSTS}/${index.name}`;

export function namespaceFor(index: Index, name: string): Namespace {
  let namespace = index.namespaces.get(name);
  if (!namespace) index.namespaces.set(name, (namespace = new Map()));
  return namespace;
}

/** In the order of Pinecone's lists. */
export function sortedRecords(namespace: Namespace | undefined): StoredRecord[] {
  return [...(namespace?.values() ?? [])].sort(({ id: left }, { id: right }) =>
    left < right ? -1 : left > right ? 1 : 0,
  );
}

/** What the index's own model makes of a text. */
export function embedText(index: Index, text: string): Vectors {
  if (index.vectorType === "sparse") {
    const { indices, values } = sparseEmbedding(text);
    return { sparse: { indices, values } };
  }
  return { values: denseEmbedding(text, index.dimension ?? 1024) };
}

/** A record's vectors; made of its text on first use where the index has a model. */
export function vectorsOf(index: Index, record: StoredRecord): Vectors {
  if (index.embed && record.values === undefined && record.sparse === undefined) {
    Object.assign(record, embedText(index, String(record.metadata[index.embed.textField] ?? "")));
  }
  return record;
}
