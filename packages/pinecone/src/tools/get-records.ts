import { parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { recordShape, recordText, shownVector, vectorShape } from "../format.ts";
import { indexParam, namespaceParam, recordId } from "../params.ts";
import { defineTool } from "../tool.ts";

export const getRecords = defineTool({
  name: "pinecone_get_records",
  title: "Get records",
  description:
    "Returns records by id with all their fields. Of each vector the length and the first numbers are shown, unless include_values asks for all. Ids that do not exist are named in missing. Records just written may be missing for some seconds.",
  access: "read",
  group: "core",
  scopes: ["DataPlaneViewer"],
  more: "Ask for fewer ids, or leave include_values out.",
  input: z.object({
    index: indexParam,
    ids: z.array(recordId).min(1).max(100).describe("Record ids"),
    namespace: namespaceParam,
    include_values: z.boolean().default(false).describe("Return whole vectors"),
  }),
  output: z.object({
    records: z.array(recordShape.extend(vectorShape)),
    missing: z.array(z.string()).optional(),
  }),
  async run({ input, api }) {
    const ids = [...new Set(input.ids)];
    const vectors = await api.fetch(input.index, input.namespace, ids);
    const missing = ids.filter((id) => !Object.hasOwn(vectors, id));
    const records = ids.flatMap((id) => {
      const vector = Object.hasOwn(vectors, id) ? vectors[id] : undefined;
      return vector
        ? [{ id, fields: { ...vector.metadata }, ...shownVector(vector, input.include_values) }]
        : [];
    });
    return { records, ...(missing.length > 0 ? { missing } : {}) };
  },
  render: ({ records, missing }) => parts(recordText(records), missing && `Not found: ${missing.join(", ")}`),
});
