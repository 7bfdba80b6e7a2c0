import { type Answer, type Call, route } from "../emulator.ts";
import { denseEmbedding, sparseEmbedding, tokensIn } from "./embeddings.ts";
import { refuseControl } from "./errors.ts";
import { asList, asRecord, asText, asTexts, type Json } from "./json.ts";
import { findModel, MODELS } from "./models.ts";
import { rank, rankProblem } from "./ranking.ts";
import type { PineconeState } from "./state.ts";

type PineconeCall = Call<PineconeState>;

function embed({ body }: PineconeCall): Answer {
  const given = asRecord(body) ?? {};
  const model = findModel(given["model"], "embed");
  if (!model) refuseControl(400, `Model '${String(given["model"])}' is not supported for embedding`);
  const parameters = asRecord(given["parameters"]) ?? {};
  const texts = asList(given["inputs"]).map((input) => asText(asRecord(input)?.["text"]) ?? "");
  if (texts.length === 0 || texts.length > model.max_batch_size)
    refuseControl(400, `Input must hold between 1 and ${model.max_batch_size} texts, got ${texts.length}`);
  if (texts.includes("")) refuseControl(400, "Input texts must not be empty");
  if (!["query", "passage"].includes(String(parameters["input_type"])))
    refuseControl(400, `Missing or invalid parameter for model ${model.model}: 'input_type'`);
  const dimension = Number(parameters["dimension"] ?? model.default_dimension);
  if (model.vector_type === "dense" && !model.supported_dimensions?.includes(dimension))
    refuseControl(400, `Dimension ${dimension} is not supported by model ${model.model}`);
  return {
    body: {
      model: model.model,
      vector_type: model.vector_type,
      data: texts.map((text) =>
        model.vector_type === "sparse"
          ? sparse(text)
          : { vector_type: "dense", values: denseEmbedding(text, dimension) },
      ),
      usage: { total_tokens: tokensIn(texts) },
    },
  };
}

function sparse(text: string): Json {
  const { indices, values } = sparseEmbedding(text);
  return { vector_type: "sparse", sparse_indices: indices, sparse_values: values };
}

function rerank({ body }: PineconeCall): Answer {
  const given = asRecord(body) ?? {};
  const documents = asList(given["documents"]).map((document) => asRecord(document) ?? {});
  const fields = given["rank_fields"] === undefined ? ["text"] : asTexts(given["rank_fields"]);
  const query = asText(given["query"]);
  if (!query) refuseControl(400, "query must not be empty");
  const problem = rankProblem(given["model"], fields, documents);
  if (problem !== undefined) refuseControl(400, problem);
  const textOf = (document: Json) => fields.map((field) => String(document[field])).join("\n");
  const ranked = rank(query, documents, textOf, Number(given["top_n"] ?? documents.length));
  return {
    body: {
      model: given["model"],
      data: ranked.map(({ row, index, score }) =>
        given["return_documents"] === false ? { index, score } : { index, score, document: row },
      ),
      usage: { rerank_units: 1 },
    },
  };
}

function listModels({ query }: PineconeCall): Answer {
  const type = query.get("type");
  const vectorType = query.get("vector_type");
  return {
    body: {
      models: MODELS.filter(
        (model) => (!type || model.type === type) && (!vectorType || model.vector_type === vectorType),
      ),
    },
  };
}

function getModel({ params }: PineconeCall): Answer {
  const name = params["model"] ?? "";
  return {
    body: MODELS.find(({ model }) => model === name) ?? refuseControl(404, `Model ${name} not found.`),
  };
}

export const inferenceRoutes = [
  route("POST", "/embed", embed),
  route("POST", "/rerank", rerank),
  route("GET", "/models", listModels),
  route("GET", "/models/{model}", getModel),
];
