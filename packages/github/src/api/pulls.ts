import { repeatable } from "@sophia-mcp/core/call";
import type { RestEndpointMethodTypes } from "@octokit/rest";
import type { Client } from "../api.ts";
import type { PageQuery } from "../pages.ts";
import { nameOf, type Repo } from "../params.ts";

type Answers = RestEndpointMethodTypes;
export type Pull = Answers["pulls"]["get"]["response"]["data"];
export type ListedPull = Answers["pulls"]["list"]["response"]["data"][number];
export type PullFile = Answers["pulls"]["listFiles"]["response"]["data"][number];
export type Review = Answers["pulls"]["listReviews"]["response"]["data"][number];
export type ReviewComment = Answers["pulls"]["listReviewComments"]["response"]["data"][number];
export type CheckRun = Answers["checks"]["listForRef"]["response"]["data"]["check_runs"][number];
export type NewReviewComment = NonNullable<
  Answers["pulls"]["createReview"]["parameters"]["comments"]
>[number];

/** Pull requests with their files, reviews and checks. */
export const pullApi = ({ rest, about }: Client) => {
  const pull = (at: Repo, number: number) => about(`pull request #${number} in ${nameOf(at)}`);
  return {
    pulls: (
      at: Repo,
      query: PageQuery & { state: "open" | "closed" | "all"; sort: "created" | "updated" | "popularity" },
    ) => rest.pulls.list({ ...at, ...query, direction: "desc", ...about(`repository ${nameOf(at)}`) }),

    pull: (at: Repo, number: number) =>
      rest.pulls.get({ ...at, pull_number: number, ...pull(at, number) }).then(({ data }) => data),

    pullFiles: (at: Repo, number: number, query: PageQuery) =>
      rest.pulls.listFiles({ ...at, pull_number: number, ...query, ...pull(at, number) }),

    reviews: (at: Repo, number: number, query: PageQuery) =>
      rest.pulls.listReviews({ ...at, pull_number: number, ...query, ...pull(at, number) }),

    reviewComments: (at: Repo, number: number, query: PageQuery) =>
      rest.pulls.listReviewComments({ ...at, pull_number: number, ...query, ...pull(at, number) }),

    checkRuns: (at: Repo, ref: string, query: PageQuery) =>
      rest.checks.listForRef({ ...at, ref, ...query, ...about(`commit ${ref} in ${nameOf(at)}`) }),

    statuses: (at: Repo, ref: string) =>
      rest.repos
        .getCombinedStatusForRef({ ...at, ref, per_page: 100, ...about(`commit ${ref} in ${nameOf(at)}`) })
        .then(({ data }) => data.statuses),

    createPull: (
      at: Repo,
      fields: { title: string; head: string; base: string; body?: string; draft: boolean },
    ) =>
      rest.pulls.create({ ...at, ...fields, ...about(`repository ${nameOf(at)}`) }).then(({ data }) => data),

    updatePull: (
      at: Repo,
      number: number,
      fields: { title?: string; body?: string; state?: "open" | "closed"; base?: string },
    ) =>
      // Twice the same fields, or the same reviewers, leave the same pull request.
      repeatable(() =>
        rest.pulls.update({ ...at, ...fields, pull_number: number, ...pull(at, number) }),
      ).then(({ data }) => data),

    requestReviewers: (at: Repo, number: number, people: Reviewers) =>
      repeatable(() =>
        rest.pulls.requestReviewers({ ...at, ...people, pull_number: number, ...pull(at, number) }),
      ).then(({ data }) => data),

    removeReviewers: (at: Repo, number: number, people: Reviewers) =>
      repeatable(() =>
        rest.pulls.removeRequestedReviewers({ ...at, ...people, pull_number: number, ...pull(at, number) }),
      ).then(({ data }) => data),

    createReview: (
      at: Repo,
      number: number,
      review: {
        event: "APPROVE" | "REQUEST_CHANGES" | "COMMENT";
        body?: string;
        commit_id?: string;
        comments: NewReviewComment[];
      },
    ) =>
      rest.pulls
        .createReview({ ...at, ...review, pull_number: number, ...pull(at, number) })
        .then(({ data }) => data),

    merge: (
      at: Repo,
      number: number,
      how: {
        merge_method: "merge" | "squash" | "rebase";
        sha?: string;
        commit_title?: string;
        commit_message?: string;
      },
    ) =>
      rest.pulls.merge({ ...at, ...how, pull_number: number, ...pull(at, number) }).then(({ data }) => data),
  };
};

/** Teams by slug. */
export interface Reviewers {
  reviewers: string[];
  team_reviewers: string[];
}
