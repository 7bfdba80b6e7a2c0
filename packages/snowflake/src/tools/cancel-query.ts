import { z } from "zod";
import { queryIdParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const cancelQuery = defineTool({
  name: "snowflake_cancel_query",
  title: "Cancel a query",
  description:
    "Ends a statement that still runs, by its query id. One's own statements always; those of others need OPERATE on the warehouse. A statement that is already done stays as it is, and the answer says so.",
  access: "write",
  idempotent: true,
  group: "core",
  scopes: ["OPERATE for others' queries"],
  input: z.object({ query_id: queryIdParam }),
  output: z.object({ query_id: z.string(), cancelled: z.boolean(), message: z.string() }),
  async run({ input, api }) {
    const message = await api.cancel(input.query_id);
    return { query_id: input.query_id, cancelled: /terminated/i.test(message), message };
  },
  render: ({ query_id: id, cancelled, message }) =>
    cancelled ? `Query ${id} was cancelled.` : `Query ${id} was not cancelled: ${message}`,
});
