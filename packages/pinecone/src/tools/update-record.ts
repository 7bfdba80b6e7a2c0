import { InputError } from "@sophia-mcp/core/errors";
import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { checkDimension } from "../integrated.ts";
import { filterParam, indexParam, metadataParam, namespaceParam, recordId, someFilter } from "../params.ts";
import { defineTool } from "../tool.ts";
import { parseMetadata } from "../vectors.ts";

export const updateRecord = defineTool({
  name: "pinecone_update_record",
  title: "Update records",
  description:
    "Sets metadata fields of one record by id (and its vector), or of all records that fit a filter. With a filter the records are counted first, and nothing is changed when there are more than max_records; dry_run only counts. Fields cannot be removed, and new text is not embedded again: use pinecone_upsert_records for both. Pinecone does not tell whether an id exists.",
  access: "write",
  group: "core",
  scopes: ["DataPlaneEditor"],
  idempotent: true,
  input: z.object({
    index: indexParam,
    namespace: namespaceParam,
    id: recordId.optional().describe("The one record to change"),
    filter: filterParam.optional(),
    metadata: metadataParam.optional(),
    values: z
      .array(z.number().min(-1e30).max(1e30))
      .min(1)
      .max(20_000)
      .optional()
      .describe("New dense vector, with id only"),
    max_records: z.int().min(1).max(100_000).default(100).describe("Most records that a filter may change"),
    dry_run: z.boolean().default(false).describe("With filter: count, change nothing"),
  }),
  output: z.object({ matched: z.int().optional(), changed: z.boolean(), id: z.string().optional() }),
  async run({ input, api }) {
    const { id, values, namespace } = input;
    const filter = someFilter(input.filter);
    if ((id === undefined) === (filter === undefined))
      throw new InputError("Pass either id or a filter that is not empty.");
    const setMetadata = input.metadata && parseMetadata(input.metadata, "metadata");
    if (!setMetadata && !values && !input.dry_run)
      throw new InputError("Nothing to change: pass metadata, or values with id.");
    if (id !== undefined) {
      if (input.dry_run) throw new InputError("dry_run counts what a filter fits: leave it out with id.");
      checkDimension(await api.info(input.index), values, "values");
      await api.update(input.index, {
        namespace,
        id,
        ...(setMetadata ? { setMetadata } : {}),
        ...(values ? { values } : {}),
      });
      return { changed: true, id };
    }
    if (values) throw new InputError("A filter can set metadata only: pass id to set values.");
    const request = { namespace, ...(filter ? { filter } : {}), ...(setMetadata ? { setMetadata } : {}) };
    const { matchedRecords: matched = 0 } = await api.update(input.index, { ...request, dryRun: true });
    if (input.dry_run) return { matched, changed: false };
    if (matched === 0) throw new InputError(`No record in namespace "${namespace}" fits the filter.`);
    if (matched > input.max_records) {
      throw new InputError(
        `${matched} records fit the filter, more than max_records (${input.max_records}): nothing was changed. Narrow the filter or raise max_records.`,
      );
    }
    await api.update(input.index, request);
    return { matched, changed: true };
  },
  render: fields,
});
