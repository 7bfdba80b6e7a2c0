import { repeatable } from "@sophia-mcp/core/call";
import type { RestEndpointMethodTypes } from "@octokit/rest";
import type { Client } from "../api.ts";
import type { PageQuery } from "../pages.ts";
import { nameOf, type Repo } from "../params.ts";

type Answers = RestEndpointMethodTypes;
export type Issue = Answers["issues"]["listForRepo"]["response"]["data"][number];
export type FoundIssue = Answers["search"]["issuesAndPullRequests"]["response"]["data"]["items"][number];
export type IssueComment = Answers["issues"]["listComments"]["response"]["data"][number];

export interface IssueFields {
  title?: string;
  body?: string;
  labels?: string[];
  assignees?: string[];
  /** null takes the issue out of its milestone. */
  milestone?: number | null;
  type?: string | null;
}

export interface IssueListQuery extends PageQuery {
  state: "open" | "closed" | "all";
  sort: "created" | "updated" | "comments";
  labels?: string;
  assignee?: string;
  creator?: string;
}

/** Issues, and what pull requests share with them. */
export const issueApi = ({ rest, about }: Client) => {
  const issue = (at: Repo, number: number) => about(`issue or pull request #${number} in ${nameOf(at)}`);
  const repository = (at: Repo) => about(`repository ${nameOf(at)}`);
  return {
    searchIssues: (query: PageQuery & { q: string; sort: "created" | "updated" | "comments" }) =>
      rest.search.issuesAndPullRequests({ ...query }),

    issues: (at: Repo, query: IssueListQuery) =>
      rest.issues.listForRepo({ ...at, ...query, ...repository(at) }),

    issue: (at: Repo, number: number) =>
      rest.issues.get({ ...at, issue_number: number, ...issue(at, number) }).then(({ data }) => data),

    issueComments: (at: Repo, number: number, query: PageQuery) =>
      rest.issues.listComments({ ...at, issue_number: number, ...query, ...issue(at, number) }),

    subIssues: (at: Repo, number: number) =>
      rest.issues
        .listSubIssues({ ...at, issue_number: number, per_page: 100, ...issue(at, number) })
        .then(({ data }) => data),

    createIssue: (at: Repo, title: string, fields: IssueFields) =>
      rest.issues.create({ ...at, ...fields, title, ...repository(at) }).then(({ data }) => data),

    updateIssue: (
      at: Repo,
      number: number,
      fields: IssueFields & {
        state?: "open" | "closed";
        state_reason?: "completed" | "not_planned" | "duplicate" | "reopened";
      },
    ) =>
      // Twice the same fields leave the same issue.
      repeatable(() =>
        rest.issues.update({ ...at, ...fields, issue_number: number, ...issue(at, number) }),
      ).then(({ data }) => data),

    addComment: (at: Repo, number: number, body: string) =>
      rest.issues
        .createComment({ ...at, issue_number: number, body, ...issue(at, number) })
        .then(({ data }) => data),

    labels: (at: Repo, query: PageQuery) =>
      rest.issues.listLabelsForRepo({ ...at, ...query, ...repository(at) }),

    milestones: (at: Repo) =>
      rest.issues
        .listMilestones({ ...at, state: "open", per_page: 100, ...repository(at) })
        .then(({ data }) => data),
  };
};
