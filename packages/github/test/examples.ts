const repository = "tessalane/flow-router";

/** Arguments with which each tool succeeds against the emulator's company. */
export const examples = {
  github_search_repositories: { query: "org:tessalane orders" },
  github_get_repository: { repository, readme: true },
  github_list_files: { repository, path: "src" },
  github_get_file: { repository, path: "src/reservations.ts" },
  github_search_code: { query: "holdPiece repo:tessalane/flow-router" },
  github_list_commits: { repository, limit: 5 },
  github_get_commit: { repository, ref: "main" },
  github_create_branch: { repository, branch: "amara/paged-dead-letters" },
  github_update_files: {
    repository,
    branch: "jonas/flow-44",
    message: "Read the dead letters page by page (FLOW-44)",
    files: [{ path: "src/dead-letters.ts", content: "export const pageSize = 50;\n" }],
    delete: ["src/rules.ts"],
  },
  github_search_issues: { repository },
  github_get_issue: { repository: "tessalane/edge-gateway", number: 3 },
  github_create_issue: { repository, title: "Dead letters are not paged", labels: ["bug"] },
  github_update_issue: { repository, number: 3, state: "closed", reason: "completed" },
  github_add_comment: { repository, number: 128, body: "The list is paged now." },
  github_get_pull_request: {
    repository,
    number: 128,
    include: ["diff", "reviews", "comments", "checks"],
  },
  github_create_pull_request: { repository, title: "Own templates, again", head: "jonas/flow-40" },
  github_update_pull_request: { repository, number: 128, title: "Retry webhooks for a day" },
  github_add_review: { repository, number: 128, event: "comment", body: "Please page the list." },
  github_merge_pull_request: { repository, number: 124 },
  github_list_workflow_runs: { repository, branch: "main" },
  github_get_job_logs: { repository, job_id: 21_608_312_204 },
  github_list_branches: { repository },
  github_list_releases: { repository },
  github_get_me: {},
  github_list_notifications: {},
};

/** Values for keys that the suite cannot guess. */
export const variations = {
  github_list_files: { limit: 2 },
  github_get_issue: { include: ["sub_issues"] },
  github_get_job_logs: { lines: 3 },
};

const cut = "chooses which part of the text that was read is shown";

/** Keys that choose among what was read. */
export const localKeys = {
  github_list_files: {
    limit: "the tree comes whole, so rows are counted here",
    cursor: "as limit",
    pattern: "GitHub has no globs, so paths are matched here",
  },
  github_get_file: { start_line: cut, end_line: cut },
  github_get_issue: { detail: "how far long comments are cut", offset: cut },
  github_get_pull_request: {
    path: "GitHub lists the files of a pull request only together",
  },
  github_list_releases: { detail: "how far long notes are cut" },
  github_get_job_logs: { mode: cut, lines: cut, start_line: cut },
};
