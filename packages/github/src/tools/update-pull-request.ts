import { InputError } from "@sophia-mcp/core/errors";
import { z } from "zod";
import { changed } from "../changes.ts";
import { changedShape, renderChanged } from "../format.ts";
import { bodyParam, loginsParam, numberParam, refOf, repositoryParam, repoOf } from "../params.ts";
import { reviewersOf } from "../reviewers.ts";
import { defineTool } from "../tool.ts";

export const updatePullRequest = defineTool({
  name: "github_update_pull_request",
  title: "Update pull request",
  description:
    "Changes a pull request: title, text, base branch; closes or reopens it; asks people or teams for review or takes that back. Labels, assignees and milestone are changed with github_update_issue.",
  access: "write",
  group: "reviews",
  scopes: ["repo"],
  idempotent: true,
  input: z.object({
    repository: repositoryParam,
    number: numberParam,
    title: z.string().min(1).max(256).optional().describe("New title"),
    body: bodyParam.optional().describe("New text, replacing the old"),
    state: z.enum(["open", "closed"]).optional().describe("Close without merging, or reopen"),
    base: z.string().min(1).max(244).optional().describe("Branch to merge into"),
    add_reviewers: loginsParam.default([]).describe("Logins, names, e-mails, or teams as org/team"),
    remove_reviewers: loginsParam.default([]).describe("As add_reviewers"),
  }),
  output: changedShape.extend({ reviewers: z.array(z.string()) }),
  async run({ input, api }) {
    const at = repoOf(input.repository);
    const { number, title, body, state } = input;
    const [add, remove] = await Promise.all([
      reviewersOf(api, input.add_reviewers),
      reviewersOf(api, input.remove_reviewers),
    ]);
    const change = {
      ...(title === undefined ? {} : { title }),
      ...(body === undefined ? {} : { body }),
      ...(state === undefined ? {} : { state }),
      ...(input.base === undefined ? {} : { base: refOf(input.base) }),
    };
    const some = input.add_reviewers.length > 0;
    const less = input.remove_reviewers.length > 0;
    if (Object.keys(change).length === 0 && !some && !less) {
      throw new InputError("Nothing to change: give at least one field besides repository and number.");
    }
    if (Object.keys(change).length > 0) await api.updatePull(at, number, change);
    if (some) await api.requestReviewers(at, number, add);
    if (less) await api.removeReviewers(at, number, remove);
    const pull = await api.pull(at, number);
    const reviewers = (pull.requested_reviewers ?? []).map((user) => user.login);
    const teams = (pull.requested_teams ?? []).map((team) => `${at.owner}/${team.slug}`);
    return { ...(await changed(api, at, pull)), reviewers: [...reviewers, ...teams] };
  },
  render: renderChanged("Updated pull request"),
});
