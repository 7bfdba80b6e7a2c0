import { fields } from "@sophia-mcp/core/render";
import { react, reactionInput, reactionOutput } from "../react.ts";
import { defineTool } from "../tool.ts";

export const addReaction = defineTool({
  name: "slack_add_reaction",
  title: "Add reaction",
  description:
    "Adds an emoji reaction of the token's own user or bot to a message. Nothing happens where it is there already. Bot or user token with reactions:write.",
  access: "write",
  idempotent: true,
  group: "core",
  scopes: ["reactions:write"],
  input: reactionInput,
  output: reactionOutput,
  run: react("add"),
  render: ({ changed, ...reaction }) => `${changed ? "Added" : "It was there already"}\n${fields(reaction)}`,
});
