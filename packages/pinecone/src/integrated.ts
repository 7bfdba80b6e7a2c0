import { InputError } from "@sophia-mcp/core/errors";
import type { PineconeApi } from "./api.ts";
import type { IndexInfo } from "./index-info.ts";

/**
 * The index, which must take and find text. Undefined when nothing is known of it.
 * @throws InputError that names the tools for the kind of index it is
 */
export async function integratedIndex(api: PineconeApi, name: string): Promise<IndexInfo | undefined> {
  const info = await api.info(name);
  if (!info || info.kind === "integrated") return info;
  const instead =
    info.kind === "documents"
      ? "It has a schema of its own, which the tools of this server cannot search."
      : "Use pinecone_query_vectors and pinecone_upsert_vectors, with vectors of your own or from pinecone_create_embeddings.";
  throw new InputError(`Index "${name}" has no model for text: its kind is ${info.kind}. ${instead}`);
}

/** @throws InputError when a vector's length is not the index's dimension */
export function checkDimension(
  info: IndexInfo | undefined,
  values: readonly number[] | undefined,
  what: string,
): void {
  if (!info || !values) return;
  if (info.kind === "sparse")
    throw new InputError(`${what}: index "${info.name}" is sparse and takes sparse values alone.`);
  if (info.dimension !== undefined && values.length !== info.dimension) {
    throw new InputError(
      `${what} has ${values.length} numbers, but index "${info.name}" has dimension ${info.dimension}. Make the vector with the model that filled the index.`,
    );
  }
}

/** Without it some rerankers refuse a text that is too long for them; Cohere's cuts by itself. */
export const rerankParameters = (model: string): { parameters?: Record<string, unknown> } =>
  model.startsWith("cohere-") ? {} : { parameters: { truncate: "END" } };
