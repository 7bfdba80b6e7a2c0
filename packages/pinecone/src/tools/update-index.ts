import { InputError } from "@sophia-mcp/core/errors";
import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { indexInfo, indexShape } from "../index-info.ts";
import { indexParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const updateIndex = defineTool({
  name: "pinecone_update_index",
  title: "Update index",
  description:
    "Changes an index's tags or switches its deletion protection, and returns the index. Tags that are not named stay; an empty value removes one. Name, model, metric and dimension are fixed when an index is created.",
  access: "write",
  group: "indexes",
  scopes: ["ControlPlaneEditor"],
  idempotent: true,
  input: z.object({
    index: indexParam,
    deletion_protection: z.boolean().optional().describe("true refuses deletion"),
    tags: z
      .record(z.string().min(1).max(80), z.string().max(120))
      .optional()
      .describe("Tag to value; empty text removes the tag"),
  }),
  output: indexShape,
  async run({ input, api }) {
    const { index, deletion_protection: protection, tags } = input;
    if (protection === undefined && tags === undefined)
      throw new InputError("Nothing to change: pass deletion_protection or tags.");
    const changed = await api.configureIndex(index, {
      ...(protection === undefined ? {} : { deletionProtection: protection ? "enabled" : "disabled" }),
      ...(tags ? { tags } : {}),
    });
    return indexInfo(changed);
  },
  render: ({ tags, ...index }) =>
    fields({ ...index, tags: Object.entries(tags ?? {}).map(([key, value]) => `${key}=${value}`) }),
});
