import type { Call } from "../emulator.ts";
import { refuseData } from "./errors.ts";
import { compileFilter, FilterProblem } from "./filter.ts";
import { asRecord, asText, type Json } from "./json.ts";
import {
  DEFAULT_NAMESPACE,
  type Index,
  type Metadata,
  type PineconeState,
  type Sparse,
  type StoredRecord,
} from "./state.ts";
import { HOSTS } from "./tokens.ts";

export type PineconeCall = Call<PineconeState>;

/** Paths of the data plane, below the host of an index. */
export const AT = `${HOSTS}/{index}`;

export function indexOf({ state, params }: PineconeCall): Index {
  return state.indexes.get(params["index"] ?? "") ?? refuseData(404, "Index not found");
}

export const bodyOf = ({ body }: PineconeCall): Json => asRecord(body) ?? {};

/** An empty name means the default namespace, as a missing one does. */
export const namespaceName = (given: unknown): string => asText(given) || DEFAULT_NAMESPACE;

export function filterOf(filter: unknown): (metadata: Metadata) => boolean {
  try {
    return compileFilter(filter);
  } catch (error) {
    if (error instanceof FilterProblem) refuseData(400, error.message);
    throw error;
  }
}

/** @throws the vendor's refusal for a vector that does not fit the index */
export function checkVector(
  index: Index,
  { values, sparse }: { values?: readonly number[] | undefined; sparse?: Sparse | undefined },
): void {
  if (values && index.vectorType === "sparse")
    refuseData(400, "Dense vectors are not supported by a sparse index");
  if (values && values.length !== index.dimension) {
    refuseData(
      400,
      `Vector dimension ${values.length} does not match the dimension of the index ${index.dimension}`,
    );
  }
  if (values && !values.some((value) => value !== 0))
    refuseData(400, "Dense vectors must contain at least one non-zero value");
  if (sparse && index.vectorType === "dense" && index.metric !== "dotproduct")
    refuseData(400, "Index configuration does not support sparse values");
}

/** @throws the vendor's refusal for a value that no filter could read */
export function checkMetadata(id: string, metadata: Json): Metadata {
  for (const [key, value] of Object.entries(metadata)) {
    const plain = ["string", "number", "boolean"].includes(typeof value);
    const texts = Array.isArray(value) && value.every((item) => typeof item === "string");
    if (!plain && !texts) {
      refuseData(
        400,
        `Metadata value must be a string, number, boolean or list of strings, got '${JSON.stringify(value)}' for field '${key}'`,
      );
    }
  }
  const size = Buffer.byteLength(JSON.stringify(metadata));
  if (size > 40 * 1024)
    refuseData(
      400,
      `Metadata size is ${size} bytes, which exceeds the limit of 40960 bytes per vector (${id})`,
    );
  return metadata as Metadata;
}

/** A record with its vectors, in the wire's shape. */
export function wireRecord({ id, values, sparse, metadata }: StoredRecord): Json {
  return { id, ...(values ? { values } : {}), ...(sparse ? { sparseValues: sparse } : {}), metadata };
}

/** One read unit for each commenced quarter of a gigabyte; this company never fills one. */
export const usage = { readUnits: 1 };
