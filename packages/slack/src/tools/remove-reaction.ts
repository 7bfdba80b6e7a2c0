import { fields } from "@sophia-mcp/core/render";
import { react, reactionInput, reactionOutput } from "../react.ts";
import { defineTool } from "../tool.ts";

export const removeReaction = defineTool({
  name: "slack_remove_reaction",
  title: "Remove reaction",
  description:
    "Removes an emoji reaction of the token's own user or bot from a message; those of others stay. Nothing happens where there is none. Bot or user token with reactions:write.",
  access: "write",
  idempotent: true,
  group: "core",
  scopes: ["reactions:write"],
  input: reactionInput,
  output: reactionOutput,
  run: react("remove"),
  render: ({ changed, ...reaction }) => `${changed ? "Removed" : "There was none"}\n${fields(reaction)}`,
});
