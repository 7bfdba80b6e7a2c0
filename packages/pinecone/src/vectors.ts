import type {
  SparseValues,
  Vector,
} from "@pinecone-database/pinecone/dist/pinecone-generated-ts-fetch/db_data/models/index.js";
import { InputError } from "@sophia-mcp/core/errors";
import { z } from "zod";

/**
 * Positions and values as one, or undefined when neither is given.
 * @throws InputError when they do not match
 */
export function sparseOf(
  what: string,
  indices: number[] | undefined,
  values: number[] | undefined,
): SparseValues | undefined {
  if (!indices?.length && !values?.length) return undefined;
  if (indices?.length !== values?.length || new Set(indices).size !== indices?.length)
    throw new InputError(`${what}: needs one value for each index, and each index once.`);
  return { indices: indices ?? [], values: values ?? [] };
}

/**
 * Metadata of a record, of any shape until here.
 * @see https://docs.pinecone.io/guides/index-data/indexing-overview#metadata-format
 */
const metadataShape = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.array(z.string())], {
    error: "takes text, number, boolean or a list of texts",
  }),
);

const sparseShape = z.strictObject({ indices: z.array(z.int().min(0)), values: z.array(z.number()) });

const vectorShape = z
  .strictObject({
    id: z.string().min(1).max(512),
    values: z.array(z.number()).min(1).max(20_000).optional(),
    sparse_values: sparseShape.optional(),
    sparseValues: sparseShape.optional(),
    metadata: metadataShape.optional(),
  })
  .refine((vector) => vector.values ?? vector.sparse_values ?? vector.sparseValues, "has no values");

/** @throws InputError that names the first record that is no vector, and what is wrong with it */
export function parseVectors(given: readonly unknown[]): Vector[] {
  return given.map((row, place) => {
    const parsed = vectorShape.safeParse(row);
    if (!parsed.success) throw new InputError(`vectors[${place}] ${problemOf(parsed.error)}.`);
    const { id, values, sparse_values, sparseValues = sparse_values, metadata } = parsed.data;
    const sparse = sparseOf(`vectors[${place}] ("${id}")`, sparseValues?.indices, sparseValues?.values);
    return {
      id,
      ...(values ? { values } : {}),
      ...(sparse ? { sparseValues: sparse } : {}),
      ...(metadata ? { metadata } : {}),
    };
  });
}

export type Metadata = z.output<typeof metadataShape>;

/** @throws InputError that names the field whose value Pinecone cannot keep */
export function parseMetadata(given: unknown, what: string): Metadata {
  const parsed = metadataShape.safeParse(given);
  if (!parsed.success) throw new InputError(`${what} ${problemOf(parsed.error)}.`);
  return parsed.data;
}

function problemOf(error: z.ZodError): string {
  const [issue] = error.issues;
  const path = issue?.path.map(String).join(".") ?? "";
  return path ? `"${path}": ${issue?.message}` : (issue?.message ?? "is not valid");
}
