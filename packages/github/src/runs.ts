import { InputError } from "@sophia-mcp/core/errors";
import type { GitHubApi } from "./api.ts";
import type { Run } from "./api/actions.ts";
import { nameOf, type Repo } from "./params.ts";

/** In lockdown mode, less the runs of forks: their titles, branches and logs are written by anyone. */
export async function ownRuns(api: GitHubApi, at: Repo, runs: readonly Run[]): Promise<Run[]> {
  if (!(await api.lockdown.watches(at))) return [...runs];
  return runs.filter((run) => run.head_repository?.full_name === run.repository.full_name);
}

/** @throws InputError for a run that lockdown mode withholds; without lockdown nothing is read */
export async function runOf(api: GitHubApi, at: Repo, id: number): Promise<void> {
  if (!(await api.lockdown.watches(at))) return;
  const kept = await ownRuns(api, at, [await api.run(at, id)]);
  if (kept.length === 0) {
    throw new InputError(
      `Run ${id} was withheld: lockdown mode shows no runs of forks of ${nameOf(at)}. It can be switched off with GITHUB_LOCKDOWN.`,
    );
  }
}
