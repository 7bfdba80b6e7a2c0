import { InputError } from "@sophia-mcp/core/errors";
import { z } from "zod";
import { batches, sendBatches } from "../batches.ts";
import { integratedIndex } from "../integrated.ts";
import { indexParam, namespaceParam } from "../params.ts";
import { defineTool } from "../tool.ts";
import { parseMetadata } from "../vectors.ts";

/** @see https://docs.pinecone.io/reference/api/database-limits/operation-limits#upsert-limits */
const most = { rows: 96, bytes: 2_000_000 };

export const upsertRecords = defineTool({
  name: "pinecone_upsert_records",
  title: "Upsert text records",
  description:
    "Writes records with text into an index of kind integrated, whose model embeds them. Each has an id, the index's text field, and any other fields as metadata. A record with the same id is replaced as a whole. Many records are sent in requests of 96. They can be found some seconds later. For vectors use pinecone_upsert_vectors.",
  access: "write",
  group: "core",
  scopes: ["DataPlaneEditor"],
  idempotent: true,
  input: z.object({
    index: indexParam,
    records: z
      .array(z.record(z.string().min(1).max(512), z.unknown()))
      .min(1)
      .max(2000)
      .describe('Such as {"id": "doc1#2", "chunk_text": "…", "kind": "guide"}'),
    namespace: namespaceParam,
  }),
  output: z.object({ upserted: z.int(), requests: z.int(), namespace: z.string() }),
  async run({ input, api, progress }) {
    const info = await integratedIndex(api, input.index);
    const rows = input.records.map((record, place) => checked(record, place, info?.text_field));
    const parts = batches(rows, most);
    await sendBatches(parts, (part) => api.upsertRecords(input.index, input.namespace, part), progress);
    return { upserted: rows.length, requests: parts.length, namespace: input.namespace };
  },
  render: ({ upserted, requests, namespace }) =>
    `Records written to namespace ${namespace}: ${upserted}, in requests: ${requests}. They can be found in some seconds.`,
});

/** One record that is wrong would make Pinecone refuse all of its request. */
function checked(record: Record<string, unknown>, place: number, textField: string | undefined): object {
  const { _id, id = _id, ...fields } = record;
  const name = `records[${place}]`;
  if (typeof id !== "string" || id === "" || id.length > 512)
    throw new InputError(`${name} needs an "id" of 1 to 512 characters.`);
  if (textField !== undefined && typeof fields[textField] !== "string") {
    throw new InputError(
      `${name} ("${id}") needs its text in the field "${textField}", which is the one this index embeds.`,
    );
  }
  return { _id: id, ...parseMetadata(fields, `${name} ("${id}")`) };
}
