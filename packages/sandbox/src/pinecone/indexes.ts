import { type Answer, type Call, route } from "../emulator.ts";
import { refuseControl } from "./errors.ts";
import { asRecord, asText, type Json } from "./json.ts";
import { findModel } from "./models.ts";
import { hostOf, type Index, type Metric, type PineconeState } from "./state.ts";
import { needs } from "./tokens.ts";

type PineconeCall = Call<PineconeState>;

const REGIONS: Readonly<Record<string, readonly string[]>> = {
  aws: ["us-east-1", "us-west-2", "eu-west-1"],
  gcp: ["us-central1", "europe-west4"],
  azure: ["eastus2"],
};
const METRICS: readonly string[] = ["cosine", "dotproduct", "euclidean"];
const MOST_INDEXES = 20;

/** As of 2026-07: what was told as dimension, metric and model stands on the fields of a schema. */
function present(state: PineconeState, index: Index): Json {
  const ready = index.describesUntilReady <= 0;
  return {
    name: index.name,
    host: hostOf(state, index),
    status: { ready, state: ready ? "Ready" : "Initializing" },
    deployment: { deployment_type: "managed", cloud: index.cloud, region: index.region },
    schema: { fields: schemaFields(index) },
    read_capacity: { mode: "OnDemand", status: { state: "Ready" } },
    deletion_protection: index.deletionProtection,
    tags: Object.keys(index.tags).length > 0 ? index.tags : null,
  };
}

function schemaFields(index: Index): Json {
  const { embed, dimension, metric } = index;
  if (embed) {
    return {
      [embed.textField]: {
        type: "semantic_text",
        model: embed.model,
        metric,
        dimension: dimension ?? null,
        write_parameters: { input_type: "passage", truncate: "END" },
        read_parameters: { input_type: "query", truncate: "END" },
      },
    };
  }
  const sparse = { _sparse_values: { type: "sparse_vector" } };
  return index.vectorType === "sparse"
    ? sparse
    : { _values: { type: "dense_vector", dimension, metric }, ...sparse };
}

function find({ state, params }: PineconeCall): Index {
  const name = params["name"] ?? "";
  return state.indexes.get(name) ?? refuseControl(404, `Index ${name} not found`);
}

function list({ state }: PineconeCall): Answer {
  return { body: { indexes: [...state.indexes.values()].map((index) => present(state, index)) } };
}

function describe(call: PineconeCall): Answer {
  const index = find(call);
  const body = present(call.state, index);
  index.describesUntilReady -= 1;
  return { body };
}

function create({ state, body }: PineconeCall): Answer {
  const given = asRecord(body) ?? {};
  const fields = asRecord(asRecord(given["schema"])?.["fields"]) ?? {};
  const dense = asRecord(fields["_values"]);
  if (!dense && !fields["_sparse_values"]) {
    refuseControl(
      400,
      "Schema must contain at least one of the following field types: dense_vector, sparse_vector, string with full_text_search",
    );
  }
  const dimension = dense ? Number(dense["dimension"]) : undefined;
  if (dimension !== undefined && !(Number.isInteger(dimension) && dimension >= 1 && dimension <= 20_000))
    refuseControl(400, "dimension must be between 1 and 20000");
  const deployment = asRecord(given["deployment"]) ?? {};
  return add(state, given, {
    vectorType: dense ? "dense" : "sparse",
    metric: metricOf(dense?.["metric"] ?? (dense ? "cosine" : "dotproduct")),
    dimension,
    embed: undefined,
    ...place(deployment["cloud"] ?? "aws", deployment["region"] ?? "us-east-1"),
  });
}

function createForModel({ state, body }: PineconeCall): Answer {
  const given = asRecord(body) ?? {};
  const embed = asRecord(given["embed"]) ?? {};
  const model = findModel(embed["model"], "embed");
  if (!model) refuseControl(404, `Model ${String(embed["model"])} not found.`);
  const textField = asText(asRecord(embed["field_map"])?.["text"]);
  if (!textField) refuseControl(400, "Invalid field_map: text is required");
  const metric = metricOf(embed["metric"] ?? model.supported_metrics?.[0] ?? "cosine");
  if (!model.supported_metrics?.includes(metric))
    refuseControl(400, `Metric ${metric} is not supported by model ${model.model}`);
  const dimension = embed["dimension"] ?? model.default_dimension;
  if (dimension !== undefined && !model.supported_dimensions?.includes(Number(dimension)))
    refuseControl(400, `Dimension ${Number(dimension)} is not supported by model ${model.model}`);
  return add(state, given, {
    vectorType: model.vector_type ?? "dense",
    metric,
    dimension: dimension === undefined ? undefined : Number(dimension),
    embed: { model: model.model, textField },
    ...place(given["cloud"], given["region"]),
  });
}

function metricOf(given: unknown): Metric {
  if (!METRICS.includes(String(given))) refuseControl(400, `metric must be one of ${METRICS.join(", ")}`);
  return given as Metric;
}

function place(cloud: unknown, region: unknown): { cloud: string; region: string } {
  if (!REGIONS[String(cloud)]?.includes(String(region)))
    refuseControl(404, `Resource cloud: ${String(cloud)} region: ${String(region)} not found.`);
  return { cloud: String(cloud), region: String(region) };
}

type Made = Pick<Index, "vectorType" | "metric" | "dimension" | "embed" | "cloud" | "region">;

function add(state: PineconeState, given: Json, made: Made): Answer {
  const name = asText(given["name"]) ?? "";
  if (!/^[a-z0-9]([a-z0-9-]{0,43}[a-z0-9])?$/.test(name)) {
    refuseControl(
      400,
      "Name must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
    );
  }
  if (state.indexes.has(name)) refuseControl(409, "Resource already exists");
  if (state.indexes.size >= MOST_INDEXES) {
    refuseControl(
      403,
      `Request failed. You've reached the max serverless indexes allowed in project (${MOST_INDEXES}).`,
    );
  }
  const index: Index = {
    name,
    ...made,
    tags: withTags({}, given["tags"]),
    deletionProtection: given["deletion_protection"] === "enabled" ? "enabled" : "disabled",
    namespaces: new Map(),
    describesUntilReady: 1,
  };
  state.indexes.set(name, index);
  return { status: 201, body: present(state, index) };
}

/** An empty value takes a tag away. */
function withTags(current: Readonly<Record<string, string>>, given: unknown): Record<string, string> {
  const merged = { ...current, ...(asRecord(given) as Record<string, string> | undefined) };
  const tags = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ""));
  if (Object.keys(tags).length > 20) refuseControl(400, "An index may have at most 20 tags");
  return tags;
}

function configure(call: PineconeCall): Answer {
  const index = find(call);
  const given = asRecord(call.body) ?? {};
  const protection = given["deletion_protection"];
  if (protection !== undefined) index.deletionProtection = protection === "enabled" ? "enabled" : "disabled";
  if (given["tags"] !== undefined) index.tags = withTags(index.tags, given["tags"]);
  return { status: 202, body: present(call.state, index) };
}

function remove(call: PineconeCall): Answer {
  const index = find(call);
  if (index.deletionProtection === "enabled") {
    refuseControl(
      403,
      "Deletion protection is enabled for this index. Disable deletion protection before retrying.",
    );
  }
  call.state.indexes.delete(index.name);
  return { status: 202 };
}

const read = needs("control.read");
const write = needs("control.write");

export const indexRoutes = [
  route("GET", "/indexes", list, read),
  route("POST", "/indexes", create, write),
  route("POST", "/indexes/create-for-model", createForModel, write),
  route("GET", "/indexes/{name}", describe, read),
  route("PATCH", "/indexes/{name}", configure, write),
  route("DELETE", "/indexes/{name}", remove, write),
];
