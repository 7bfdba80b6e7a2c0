import { addComment } from "./add-comment.ts";
import { addReview } from "./add-review.ts";
import { createBranch } from "./create-branch.ts";
import { createIssue } from "./create-issue.ts";
import { createPullRequest } from "./create-pull-request.ts";
import { getCommit } from "./get-commit.ts";
import { getFile } from "./get-file.ts";
import { getIssue } from "./get-issue.ts";
import { getJobLogs } from "./get-job-logs.ts";
import { getMe } from "./get-me.ts";
import { getPullRequest } from "./get-pull-request.ts";
import { getRepository } from "./get-repository.ts";
import { listBranches } from "./list-branches.ts";
import { listCommits } from "./list-commits.ts";
import { listFiles } from "./list-files.ts";
import { listNotifications } from "./list-notifications.ts";
import { listReleases } from "./list-releases.ts";
import { listWorkflowRuns } from "./list-workflow-runs.ts";
import { mergePullRequest } from "./merge-pull-request.ts";
import { searchCode } from "./search-code.ts";
import { searchIssues } from "./search-issues.ts";
import { searchRepositories } from "./search-repositories.ts";
import { updateFiles } from "./update-files.ts";
import { updateIssue } from "./update-issue.ts";
import { updatePullRequest } from "./update-pull-request.ts";

/** The core first, then the groups that `--groups` turns on. */
export const tools = [
  searchRepositories,
  getRepository,
  listFiles,
  getFile,
  searchCode,
  listCommits,
  getCommit,
  createBranch,
  updateFiles,
  searchIssues,
  getIssue,
  createIssue,
  updateIssue,
  addComment,
  getPullRequest,
  createPullRequest,
  updatePullRequest,
  addReview,
  mergePullRequest,
  listWorkflowRuns,
  getJobLogs,
  listBranches,
  listReleases,
  getMe,
  listNotifications,
];
