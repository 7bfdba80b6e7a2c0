import { notFound } from "./errors.ts";
import type { GitCommit } from "./git.ts";
import type { GitHubCall } from "./present.ts";
import type { Issue, Repo } from "./state.ts";

/** Private repositories do not exist for tokens that may not see them. */
export const visibleRepos = ({ state, token }: GitHubCall): Repo[] =>
  state.repos.filter((repo) => !repo.isPrivate || token.scopes.includes("private"));

export function repoOf(call: GitHubCall): Repo {
  const { owner = "", repo = "" } = call.params;
  const wanted = `${owner}/${repo}`.toLowerCase();
  return visibleRepos(call).find((one) => `${one.owner}/${one.name}` === wanted) ?? notFound();
}

/** A branch, a tag, a full or a shortened commit, or HEAD. */
export function findCommit(repo: Repo, ref: string): GitCommit | undefined {
  const { objects, branches, tags, defaultBranch } = repo;
  const name = ref.replace(/^(refs\/)?(heads|tags)\//, "");
  const sha = ref === "HEAD" ? branches.get(defaultBranch) : (branches.get(name) ?? tags.get(name));
  if (sha !== undefined) return objects.commits.get(sha);
  if (!/^[0-9a-f]{7,40}$/.test(ref)) return undefined;
  return [...objects.commits.values()].find((commit) => commit.sha.startsWith(ref));
}

export function issueOf(call: GitHubCall, repo: Repo, name = "issue_number"): Issue {
  return repo.issues.get(Number(call.params[name])) ?? notFound();
}

export function pullOf(call: GitHubCall, repo: Repo): Issue & { pull: NonNullable<Issue["pull"]> } {
  const issue = issueOf(call, repo, "pull_number");
  return issue.pull ? (issue as Issue & { pull: NonNullable<Issue["pull"]> }) : notFound();
}

type Json = Record<string, unknown>;

export const bodyOf = ({ body }: GitHubCall): Json =>
  typeof body === "object" && body !== null && !Array.isArray(body) ? (body as Json) : {};

export const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

export const textsOf = (value: unknown): string[] | undefined =>
  Array.isArray(value) ? value.map(String) : undefined;

/** Whether the request asks for this media type, such as `raw`, `diff` or `sha`. */
export const wants = ({ headers }: GitHubCall, format: string): boolean =>
  new RegExp(String.raw`github(\.v3)?\.${format}\b`).test(headers.accept ?? "");
