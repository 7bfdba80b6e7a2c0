import { InputError } from "@sophia-mcp/core/errors";
import { z } from "zod";
import { batches, sendBatches } from "../batches.ts";
import { checkDimension } from "../integrated.ts";
import { indexParam, namespaceParam } from "../params.ts";
import { defineTool } from "../tool.ts";
import { parseVectors } from "../vectors.ts";

/** Some room is left for what is around the vectors in a request of 2 MB. */
const most = { rows: 1000, bytes: 1_900_000 };

export const upsertVectors = defineTool({
  name: "pinecone_upsert_vectors",
  title: "Upsert vectors",
  description:
    "Writes vectors of your own with their metadata into an index of kind dense or sparse. Lengths are checked against the index's dimension before anything is sent. A record with the same id is replaced as a whole. Many vectors are sent in requests of 1,000 or 2 MB. They can be found some seconds later. For text use pinecone_upsert_records.",
  access: "write",
  group: "core",
  scopes: ["DataPlaneEditor"],
  idempotent: true,
  input: z.object({
    index: indexParam,
    vectors: z
      .array(z.record(z.string().min(1).max(100), z.unknown()))
      .min(1)
      .max(5000)
      .describe(
        'Each {"id", "values": [numbers], "sparse_values": {"indices", "values"}, "metadata": {…}}; values or sparse_values or both',
      ),
    namespace: namespaceParam,
  }),
  output: z.object({ upserted: z.int(), requests: z.int(), namespace: z.string() }),
  async run({ input, api, progress }) {
    const vectors = parseVectors(input.vectors);
    const info = await api.info(input.index);
    const textField = info?.text_field;
    vectors.forEach(({ id, values, metadata }, place) => {
      const name = `vectors[${place}] ("${id}")`;
      // Without it the record would be found by its vector and have no text to show.
      if (textField !== undefined && typeof metadata?.[textField] !== "string") {
        throw new InputError(
          `Index "${input.index}" embeds text itself: use pinecone_upsert_records, or put the text of ${name} into metadata.${textField}.`,
        );
      }
      checkDimension(info, values, name);
    });
    const parts = batches(vectors, most);
    await sendBatches(parts, (part) => api.upsertVectors(input.index, input.namespace, part), progress);
    return { upserted: vectors.length, requests: parts.length, namespace: input.namespace };
  },
  render: ({ upserted, requests, namespace }) =>
    `Vectors written to namespace ${namespace}: ${upserted}, in requests: ${requests}. They can be found in some seconds.`,
});
