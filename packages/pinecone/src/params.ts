import { z } from "zod";

export const indexParam = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,44}$/, "must be an index name: lower-case letters, digits and hyphens")
  .describe("Index name");

const namespaceName = z
  .string()
  .min(1)
  .max(512)
  // As a part of a path these would lead elsewhere.
  .refine((name) => name !== "." && name !== "..", "must not be . or ..");

export const namespaceParam = namespaceName.default("__default__").describe("Namespace");

/** Where the namespace must be named, because everything in it will go. */
export const wholeNamespaceParam = namespaceName.describe("Namespace");

export const recordId = z.string().min(1).max(512);

export const filterParam = z
  .record(z.string().min(1).max(512), z.unknown())
  .describe(
    'Metadata filter: {"kind": "plan", "amount": {"$gte": 10}}; $eq $ne $gt $gte $lt $lte $in $nin $exists $and $or',
  );

export const rerankModelParam = z
  .string()
  .min(1)
  .max(100)
  .describe("bge-reranker-v2-m3, pinecone-rerank-v0 or cohere-rerank-3.5");

export const metadataParam = z
  .record(z.string().min(1).max(512), z.unknown())
  .describe("Fields to set: text, number, boolean or list of texts; others stay");

/** An empty filter fits every record, which is never what was meant. */
export const someFilter = (
  filter: Record<string, unknown> | undefined,
): Record<string, unknown> | undefined => (filter && Object.keys(filter).length > 0 ? filter : undefined);
