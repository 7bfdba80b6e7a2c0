import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { defineTool } from "../tool.ts";

export const createItem = defineTool({
  name: "template_create_item",
  title: "Create item",
  description: "Creates an item and returns it with its link. Calling it twice creates two.",
  access: "write",
  group: "core",
  scopes: [],
  input: z.object({ name: z.string().min(1).max(200).describe("Name of the item") }),
  output: z.object({ id: z.string(), name: z.string(), url: z.string() }),
  run: ({ input, api }) => api.createItem(input.name),
  render: (item) => fields(item),
});
