import { apiKey } from "@sophia-mcp/auth/schemes";
import { defineServer } from "@sophia-mcp/core/server";
import { z } from "zod";
import { connectPinecone } from "./api.ts";
import { explain } from "./errors.ts";
import { parseHosts } from "./hosts.ts";
import { projectOf } from "./index-info.ts";
import { tools } from "./tools/index.ts";
import { version } from "./version.ts";

export default defineServer({
  name: "pinecone",
  title: "Pinecone",
  version,
  instructions:
    "Pinecone's vector database. An index holds records in namespaces. Kind integrated takes and finds text: pinecone_search_records, pinecone_search_indexes, pinecone_upsert_records. Kinds dense and sparse take vectors: pinecone_query_vectors, pinecone_upsert_vectors. Start with pinecone_list_indexes, and pinecone_list_namespaces when the namespace is not known. Filters read metadata, never the text. Reads lag writes by some seconds.",
  credentials: [
    {
      kind: "api_key",
      title: "an API key of a Pinecone project",
      url: "https://app.pinecone.io/organizations/-/projects/-/keys",
      fields: {
        key: { env: ["PINECONE_API_KEY"], title: "API key of the project", secret: true },
      },
    },
  ],
  settings: z.object({
    base_url: z
      .url()
      .default("https://api.pinecone.io")
      .describe("Pinecone's control plane, or a proxy or emulator of it"),
    index_hosts: z
      .string()
      .max(10_000)
      .default("")
      .describe("Hosts of indexes for a key that may not look them up, as name=host,name=host"),
  }),
  connect: ({ settings, credentials, http }) =>
    connectPinecone(
      http({
        baseUrl: settings.base_url,
        hosts: ["*.pinecone.io"],
        authorizer: apiKey("api-key", credentials.values.key ?? ""),
        explain,
      }),
      { baseUrl: settings.base_url, hosts: parseHosts(settings.index_hosts) },
    ),
  async identify(api) {
    const indexes = await api.listIndexes();
    return {
      account: `${projectOf(indexes) ?? "a Pinecone project"} with ${indexes.length} indexes: ${indexes.map(({ name }) => name).join(", ")}`,
      notes: [
        `API version ${api.version}`,
        "Pinecone does not tell a key's roles: a call that the key may not make says which role it needs.",
      ],
    };
  },
  tools,
});
