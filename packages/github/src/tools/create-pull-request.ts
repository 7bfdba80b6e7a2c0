import { z } from "zod";
import { changed } from "../changes.ts";
import { changedShape, renderChanged } from "../format.ts";
import { bodyParam, loginsParam, refOf, repositoryParam, repoOf } from "../params.ts";
import { askForReview, reviewersOf } from "../reviewers.ts";
import { defineTool } from "../tool.ts";

export const createPullRequest = defineTool({
  name: "github_create_pull_request",
  title: "Create pull request",
  description:
    "Opens a pull request from a branch, as a draft if wanted, asks people or teams for review, and returns its number and link. GitHub refuses a second one for the same branches. The branch must have commits: github_update_files makes them.",
  access: "write",
  group: "core",
  scopes: ["repo"],
  input: z.object({
    repository: repositoryParam,
    title: z.string().min(1).max(256).describe("Title"),
    head: z.string().min(1).max(300).describe("Branch with the changes; owner:branch from a fork"),
    base: z.string().max(244).optional().describe("Branch to merge into; default: the default branch"),
    body: bodyParam.optional().describe("Markdown"),
    draft: z.boolean().default(false).describe("Not ready for review yet"),
    reviewers: loginsParam.default([]).describe("Logins, names, e-mails, or teams as org/team"),
  }),
  output: changedShape,
  async run({ input, api }) {
    const at = repoOf(input.repository);
    const reviewers = await reviewersOf(api, input.reviewers);
    const [owner, branch] = input.head.includes(":") ? input.head.split(":", 2) : [undefined, input.head];
    const head = `${owner === undefined ? "" : `${owner}:`}${refOf(branch ?? "")}`;
    const base = input.base === undefined ? (await api.known(at)).default_branch : refOf(input.base);
    const { title, draft } = input;
    const body = input.body === undefined ? {} : { body: input.body };
    const pull = await api.createPull(at, { title, head, base, draft, ...body });
    const warning = await askForReview(api, at, pull.number, reviewers);
    return { ...(await changed(api, at, pull)), ...(warning ? { warning } : {}) };
  },
  render: renderChanged("Created pull request"),
});
