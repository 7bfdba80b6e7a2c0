import { defineEmulator } from "../emulator.ts";
import { fail } from "./errors.ts";
import { indexRoutes } from "./indexes.ts";
import { inferenceRoutes } from "./inference.ts";
import { namespaceRoutes } from "./namespaces.ts";
import { ndjson, recordRoutes } from "./records.ts";
import { createState, type PineconeState } from "./state.ts";
import { authenticate, HOSTS, TOKENS } from "./tokens.ts";
import { vectorRoutes } from "./vectors.ts";

/** Where version 2026-07 describes an index in other words than 2026-04, the latest whose description is public. */
const RESHAPED = /^(GET|POST) \/indexes$|^POST \/indexes\/create-for-model$|^(GET|PATCH) \/indexes\/[^/]+$/;

/** Pinecone's control plane, data plane and inference, version 2026-07. Index hosts are paths on the same port. */
export const pinecone = defineEmulator<PineconeState>({
  id: "pinecone",
  title: "Pinecone",
  env: (url) => ({ PINECONE_BASE_URL: url, PINECONE_API_KEY: TOKENS[0]?.name ?? "" }),
  createState,
  authenticate,
  routes: [...indexRoutes, ...vectorRoutes, ...namespaceRoutes, ...recordRoutes, ...inferenceRoutes],
  fail,
  spec: {
    description: "official",
    files: ["db_control", "db_data", "inference"].map((name) => `pinecone/2026-04/${name}_2026-04.oas.yaml`),
    pathOf: ({ rawPath }) => rawPath.replace(new RegExp(`^${HOSTS}/[^/]+`), ""),
    bodyOf: ({ body, raw, headers }) =>
      headers["content-type"]?.startsWith("application/x-ndjson") ? ndjson(raw)?.map(onlyId) : body,
    exempt: ({ method, path }) => RESHAPED.test(`${method} ${path}`),
  },
});

/** The description tells of `_id` alone, and in prose that `id` means the same and every other field is metadata. */
const onlyId = (row: Readonly<Record<string, unknown>>) => ({ _id: row["_id"] ?? row["id"] });
