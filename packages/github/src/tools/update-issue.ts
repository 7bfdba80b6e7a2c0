import { InputError } from "@sophia-mcp/core/errors";
import { z } from "zod";
import type { GitHubApi } from "../api.ts";
import type { IssueFields } from "../api/issues.ts";
import { changed } from "../changes.ts";
import { changedShape, labelNames, renderChanged } from "../format.ts";
import { labelsOf, loginsOf, milestoneOf } from "../names.ts";
import { bodyParam, loginsParam, numberParam, repositoryParam, repoOf, type Repo } from "../params.ts";
import { defineTool } from "../tool.ts";

const input = z.object({
  repository: repositoryParam,
  number: numberParam,
  title: z.string().min(1).max(256).optional().describe("New title"),
  body: bodyParam.optional().describe("New text, replacing the old"),
  state: z.enum(["open", "closed"]).optional().describe("Close or reopen"),
  reason: z.enum(["completed", "not_planned", "duplicate"]).optional().describe("Why it is closed"),
  add_labels: z.array(z.string().min(1).max(100)).max(50).default([]).describe("Existing labels"),
  remove_labels: z.array(z.string().min(1).max(100)).max(50).default([]).describe("Labels to take off"),
  assignees: loginsParam
    .max(10)
    .optional()
    .describe("All assignees from now on, as login, name, e-mail or @me"),
  milestone: z.string().max(256).optional().describe("Title or number; empty takes it out"),
  type: z.string().max(100).optional().describe("Issue type; empty removes it"),
});

export const updateIssue = defineTool({
  name: "github_update_issue",
  title: "Update issue",
  description:
    "Changes an issue: title, text, labels, assignees, milestone, type; closes it with a reason or reopens it. What is left out stays. Labels, assignees and milestone of a pull request are changed here as well.",
  access: "write",
  group: "core",
  scopes: ["repo"],
  idempotent: true,
  input,
  output: changedShape,
  async run({ input: given, api }) {
    const at = repoOf(given.repository);
    const { repository: _at, number, add_labels, remove_labels, ...rest } = given;
    if (Object.keys(rest).length + add_labels.length + remove_labels.length === 0) {
      throw new InputError("Nothing to change: give at least one field besides repository and number.");
    }
    if (rest.reason !== undefined && rest.state !== "closed") {
      throw new InputError('"reason" goes with state: "closed".');
    }
    const assignees = rest.assignees === undefined ? undefined : await loginsOf(api, rest.assignees);
    const labels = await labelsAfter(api, at, given);
    const issue = await api.updateIssue(at, number, {
      ...(rest.title === undefined ? {} : { title: rest.title }),
      ...(rest.body === undefined ? {} : { body: rest.body }),
      ...(rest.state === undefined ? {} : { state: rest.state }),
      ...(rest.reason === undefined ? {} : { state_reason: rest.reason }),
      ...(labels ? { labels } : {}),
      ...(assignees ? { assignees } : {}),
      ...(rest.milestone === undefined ? {} : await milestoneField(api, at, rest.milestone)),
      ...(rest.type === undefined ? {} : { type: rest.type === "" ? null : rest.type }),
    });
    return changed(api, at, issue, assignees);
  },
  render: renderChanged("Updated"),
});

/** GitHub takes the whole list only. */
async function labelsAfter(
  api: GitHubApi,
  at: Repo,
  { number, add_labels: add, remove_labels: remove }: z.output<typeof input>,
): Promise<string[] | undefined> {
  if (add.length + remove.length === 0) return undefined;
  const [issue, added] = await Promise.all([api.issue(at, number), labelsOf(api, at, add)]);
  const off = new Set(remove.map((name) => name.trim().toLowerCase()));
  const kept = labelNames(issue.labels).filter((name) => !off.has(name.toLowerCase()));
  return [...new Set([...kept, ...added])];
}

async function milestoneField(
  api: GitHubApi,
  at: Repo,
  given: string,
): Promise<Pick<IssueFields, "milestone">> {
  return { milestone: given === "" ? null : await milestoneOf(api, at, given) };
}
