export type Model = {
  model: string;
  short_description: string;
  type: "embed" | "rerank";
  vector_type?: "dense" | "sparse";
  default_dimension?: number;
  supported_dimensions?: readonly number[];
  supported_metrics?: readonly string[];
  modality: "text";
  max_sequence_length: number;
  max_batch_size: number;
  provider_name: string;
  supported_parameters: readonly Parameter[];
};

type Parameter = {
  parameter: string;
  type: "one_of" | "any";
  value_type: "string" | "integer";
  required: boolean;
  allowed_values?: readonly (string | number)[];
  default?: string | number;
};

const INPUT_TYPE: Parameter = {
  parameter: "input_type",
  type: "one_of",
  value_type: "string",
  required: true,
  allowed_values: ["query", "passage"],
};
const TRUNCATE: Parameter = {
  parameter: "truncate",
  type: "one_of",
  value_type: "string",
  required: false,
  allowed_values: ["END", "NONE"],
  default: "END",
};

/** The hosted models that are told about here. @see https://docs.pinecone.io/guides/index-data/create-an-index#embedding-models */
export const MODELS: readonly Model[] = [
  {
    model: "llama-text-embed-v2",
    short_description: "Dense embeddings of text, in several dimensions",
    type: "embed",
    vector_type: "dense",
    default_dimension: 1024,
    supported_dimensions: [384, 512, 768, 1024, 2048],
    supported_metrics: ["cosine", "dotproduct"],
    modality: "text",
    max_sequence_length: 2048,
    max_batch_size: 96,
    provider_name: "NVIDIA",
    supported_parameters: [
      INPUT_TYPE,
      TRUNCATE,
      {
        parameter: "dimension",
        type: "one_of",
        value_type: "integer",
        required: false,
        allowed_values: [384, 512, 768, 1024, 2048],
        default: 1024,
      },
    ],
  },
  {
    model: "multilingual-e5-large",
    short_description: "Dense embeddings of text in many languages",
    type: "embed",
    vector_type: "dense",
    default_dimension: 1024,
    supported_dimensions: [1024],
    supported_metrics: ["cosine", "euclidean"],
    modality: "text",
    max_sequence_length: 507,
    max_batch_size: 96,
    provider_name: "Microsoft",
    supported_parameters: [INPUT_TYPE, TRUNCATE],
  },
  {
    model: "pinecone-sparse-english-v0",
    short_description: "Sparse embeddings of English text, for keywords",
    type: "embed",
    vector_type: "sparse",
    supported_metrics: ["dotproduct"],
    modality: "text",
    max_sequence_length: 512,
    max_batch_size: 96,
    provider_name: "Pinecone",
    supported_parameters: [INPUT_TYPE, TRUNCATE],
  },
  reranker("bge-reranker-v2-m3", "BAAI", 1024, 100),
  reranker("pinecone-rerank-v0", "Pinecone", 512, 100),
  reranker("cohere-rerank-3.5", "Cohere", 40_000, 200),
];

function reranker(model: string, provider: string, length: number, batch: number): Model {
  return {
    model,
    short_description: "Orders documents by how well they answer a query",
    type: "rerank",
    modality: "text",
    max_sequence_length: length,
    max_batch_size: batch,
    provider_name: provider,
    supported_parameters: [TRUNCATE],
  };
}

export const findModel = (name: unknown, type: Model["type"]): Model | undefined =>
  MODELS.find((model) => model.model === name && model.type === type);
