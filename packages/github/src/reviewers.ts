import { InputError } from "@sophia-mcp/core/errors";
import type { GitHubApi } from "./api.ts";
import type { Reviewers } from "./api/pulls.ts";
import { loginsOf } from "./names.ts";
import type { Repo } from "./params.ts";

/** People by login, name or e-mail, and teams as `org/team`. */
export async function reviewersOf(api: GitHubApi, given: readonly string[]): Promise<Reviewers> {
  const teams = given.filter((one) => /^@?[\w-]+\/[\w.-]+$/.test(one.trim()));
  return {
    reviewers: await loginsOf(
      api,
      given.filter((one) => !teams.includes(one)),
    ),
    team_reviewers: teams.map((team) => team.trim().split("/")[1] ?? ""),
  };
}

/** The pull request stands already, so a reviewer whom GitHub refuses is told, not thrown. */
export async function askForReview(
  api: GitHubApi,
  at: Repo,
  number: number,
  people: Reviewers,
): Promise<string | undefined> {
  if (people.reviewers.length + people.team_reviewers.length === 0) return undefined;
  try {
    await api.requestReviewers(at, number, people);
    return undefined;
  } catch (error) {
    const refused = (error as Error).cause;
    if (!(refused instanceof InputError)) throw error;
    return `No review was asked for. ${refused.message} Try again with github_update_pull_request.`;
  }
}
