import { z } from "zod";
import { bodyParam, numberParam, repositoryParam, repoOf } from "../params.ts";
import { defineTool } from "../tool.ts";

export const addComment = defineTool({
  name: "github_add_comment",
  title: "Add comment",
  description:
    "Adds a comment to the conversation of an issue or pull request and returns its id and link. It notifies people and a repeat adds a second one. Comments on lines of a pull request go with github_add_review.",
  access: "write",
  group: "core",
  scopes: ["repo"],
  input: z.object({
    repository: repositoryParam,
    number: numberParam,
    body: bodyParam.min(1).describe("Markdown"),
  }),
  output: z.object({ id: z.int(), created_at: z.string(), url: z.string() }),
  async run({ input, api }) {
    const comment = await api.addComment(repoOf(input.repository), input.number, input.body);
    return { id: comment.id, created_at: comment.created_at, url: comment.html_url };
  },
  render: ({ id, url }) => `Added comment ${id}\nurl: ${url}`,
});
