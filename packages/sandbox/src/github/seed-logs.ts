import { addSeconds } from "../world/calendar.ts";
import type { Job, Repo } from "./state.ts";

const RED = "\u001B[31m";
const GREEN = "\u001B[32m";
const PLAIN = "\u001B[39m";

/** What a runner prints: a time before each line, folds, colours, and where it failed an error mark. */
export function jobLog(repo: Repo, job: Job): string {
  const lines = [
    "Current runner version: '2.328.0'",
    "##[group]Operating System",
    "Ubuntu",
    "24.04.3",
    "##[endgroup]",
    "##[group]GITHUB_TOKEN Permissions",
    "Contents: read",
    "Metadata: read",
    "##[endgroup]",
    "Prepare workflow directory",
    "Prepare all required actions",
    `Complete job name: ${job.name}`,
    "##[group]Run actions/checkout@v4",
    "with:",
    `  repository: ${repo.owner}/${repo.name}`,
    `  ref: ${job.branch}`,
    "##[endgroup]",
    `Syncing repository: ${repo.owner}/${repo.name}`,
    `HEAD is now at ${job.sha.slice(0, 7)}`,
    "##[group]Run npm ci && npm test",
    "shell: /usr/bin/bash -e {0}",
    "##[endgroup]",
    ...Array.from({ length: 40 }, (_, index) => `added package ${index + 1} of 212`),
    ...(job.conclusion === "failure" ? failing() : passing()),
    "Post job cleanup.",
    "Cleaning up orphan processes",
  ];
  const stamped = lines.map((line, index) => {
    const at = addSeconds(job.startedAt, Math.floor(index / 2)).replace("Z", String(index % 10).repeat(4));
    return `${at}Z ${line}`;
  });
  return `\uFEFF${stamped.join("\n")}\n`;
}

function failing(): string[] {
  return [
    " RUN  v4.0.3 /home/runner/work/flow-router/flow-router",
    "",
    ` ${GREEN}✓${PLAIN} test/reservations.test.ts (1 test) 4ms`,
    ` ${RED}❯${PLAIN} test/webhooks.test.ts (3 tests | 1 failed) 61ms`,
    `   ${RED}× dead letters are listed page by page${PLAIN}`,
    "",
    `${RED}FAIL${PLAIN}  test/webhooks.test.ts > dead letters are listed page by page`,
    "AssertionError: expected 140 to be 50",
    " ❯ test/webhooks.test.ts:31:28",
    "     29|   for (let i = 0; i < 140; i++) await deliver(down, String(i));",
    "     30|   const page = deadLetterPage({ limit: 50 });",
    "     31|   expect(page.items.length).toBe(50);",
    "",
    " Test Files  1 failed | 1 passed (2)",
    "      Tests  1 failed | 3 passed (4)",
    "##[error]Process completed with exit code 1.",
  ];
}

const passing = (): string[] => [
  ` ${GREEN}✓${PLAIN} all tests (14 tests) 210ms`,
  "",
  " Test Files  2 passed (2)",
  "      Tests  14 passed (14)",
];
