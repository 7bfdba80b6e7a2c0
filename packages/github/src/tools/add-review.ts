import { InputError } from "@sophia-mcp/core/errors";
import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { bodyParam, numberParam, pathOf, repositoryParam, repoOf } from "../params.ts";
import { defineTool } from "../tool.ts";

const events = { approve: "APPROVE", request_changes: "REQUEST_CHANGES", comment: "COMMENT" } as const;

export const addReview = defineTool({
  name: "github_add_review",
  title: "Review pull request",
  description:
    "Submits a review of a pull request: a verdict with a text and comments on lines, all in one call. Lines are those of the file after the change, and must be in the diff (side LEFT: before it). It notifies people and a repeat adds a second review. GitHub lets nobody approve their own.",
  access: "write",
  group: "reviews",
  scopes: ["repo"],
  input: z.object({
    repository: repositoryParam,
    number: numberParam,
    event: z.enum(["approve", "request_changes", "comment"]).describe("Verdict"),
    body: bodyParam.optional().describe("Markdown; needed unless it is an approval or has comments"),
    comments: z
      .array(
        z.object({
          path: z.string().min(1).max(1000),
          line: z.int().min(1).max(1e7),
          start_line: z.int().min(1).max(1e7).optional(),
          side: z.enum(["RIGHT", "LEFT"]).optional(),
          body: bodyParam.min(1),
        }),
      )
      .max(50)
      .default([])
      .describe("Comments on lines; start_line for several"),
    commit_sha: z.string().max(64).optional().describe("Commit that was read; default: the newest"),
  }),
  output: z.object({ id: z.int(), state: z.string(), comments: z.int(), url: z.string() }),
  async run({ input, api }) {
    const { event, body, comments } = input;
    if (!body && (event === "request_changes" || (event === "comment" && comments.length === 0))) {
      throw new InputError(`"body" is needed for ${event}.`);
    }
    const review = await api.createReview(repoOf(input.repository), input.number, {
      event: events[event],
      ...(body === undefined ? {} : { body }),
      ...(input.commit_sha === undefined ? {} : { commit_id: input.commit_sha }),
      comments: comments.map(({ path, line, start_line: first, side = "RIGHT", body: text }) => ({
        path: pathOf(path),
        line,
        side,
        ...(first === undefined || first === line ? {} : { start_line: first, start_side: side }),
        body: text,
      })),
    });
    return {
      id: review.id,
      state: review.state.toLowerCase(),
      comments: comments.length,
      url: review.html_url,
    };
  },
  render: ({ id, ...rest }) => `Added review ${id}\n${fields(rest)}`,
});
