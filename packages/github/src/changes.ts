import type { GitHubApi } from "./api.ts";
import type { Issue } from "./api/issues.ts";
import type { Pull } from "./api/pulls.ts";
import { labelNames, login, stateOf } from "./format.ts";
import type { Repo } from "./params.ts";

/**
 * An issue or pull request after a change. GitHub leaves out, without a word, assignees who may not be assigned.
 * @param assignees who was asked for
 */
export async function changed(
  api: GitHubApi,
  at: Repo,
  issue: Issue | Pull,
  assignees: readonly string[] = [],
) {
  const now = (issue.assignees ?? []).map(login);
  const missing = assignees.filter((name) => !now.some((one) => one.toLowerCase() === name.toLowerCase()));
  const [shown] = await api.lockdown.keep(at, [issue]);
  return {
    number: issue.number,
    ...(shown ? { title: shown.title } : {}),
    state: stateOf(issue),
    assignees: now,
    labels: labelNames(issue.labels),
    ...(issue.milestone ? { milestone: issue.milestone.title } : {}),
    url: issue.html_url,
    ...(missing.length > 0
      ? {
          warning: `GitHub did not assign ${missing.join(", ")}: no account of that login, or no access here.`,
        }
      : {}),
  };
}
