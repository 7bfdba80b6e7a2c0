import type { IndexModel } from "@pinecone-database/pinecone/dist/pinecone-generated-ts-fetch/db_control/models/IndexModel.js";
import { z } from "zod";

/**
 * `integrated`: text in, text found. `dense`, `sparse`: vectors of one's own. `documents`: fields of its own schema,
 * which the tools here can list but not search.
 */
const kinds = ["integrated", "dense", "sparse", "documents"] as const;

export const indexShape = z.object({
  name: z.string(),
  kind: z.enum(kinds),
  metric: z.string().optional(),
  dimension: z.int().optional(),
  model: z.string().optional(),
  text_field: z.string().optional(),
  status: z.string(),
  deletion_protection: z.boolean(),
  tags: z.record(z.string(), z.string()).optional(),
  url: z.string(),
});

export type IndexInfo = z.output<typeof indexShape>;

/**
 * What a model needs to know of an index. Version 2026-07 tells metric, dimension and model on the fields of a schema.
 * @see https://docs.pinecone.io/reference/api/2026-07/control-plane/describe_index
 */
export function indexInfo(index: IndexModel): IndexInfo {
  const fields = Object.entries(index.schema?.fields ?? {}).flatMap(([name, field]) =>
    "type" in field ? [{ name, ...field }] : [],
  );
  const text = fields.find((field) => field.type === "semantic_text");
  const dense = fields.find((field) => field.type === "dense_vector");
  const sparse = fields.find((field) => field.type === "sparse_vector");
  const own = [dense, sparse].every((field) => field === undefined || field.name.startsWith("_"));
  const dimension = dense?.dimension ?? text?.dimension ?? undefined;
  const metric = dense?.metric ?? text?.metric ?? (sparse ? "dotproduct" : undefined);
  return {
    name: index.name,
    kind: text ? "integrated" : own && dense ? "dense" : own && sparse ? "sparse" : "documents",
    ...(metric === undefined ? {} : { metric }),
    ...(dimension === undefined ? {} : { dimension }),
    ...(text ? { model: text.model, text_field: text.name } : {}),
    status: index.status.ready ? "ready" : index.status.state,
    deletion_protection: index.deletionProtection === "enabled",
    ...(index.tags && Object.keys(index.tags).length > 0 ? { tags: index.tags } : {}),
    url: consoleUrl(index.name),
  };
}

/** The dash stands for the organization and project that are open in the browser. */
const consoleUrl = (name: string): string =>
  `https://app.pinecone.io/organizations/-/projects/-/indexes/${encodeURIComponent(name)}/browser`;

/** Pinecone tells the project only as a part of its hosts: `docs-4zo0ijk.svc.us-east1-aws.pinecone.io`. */
export function projectOf(indexes: readonly { name: string; host: string }[]): string | undefined {
  const [project] = indexes.flatMap(({ name, host }) =>
    host.startsWith(`${name}-`) ? (host.slice(name.length + 1).split(".")[0] ?? []) : [],
  );
  return project === undefined ? undefined : `project ${project}`;
}
