import type { Calendar } from "./calendar.ts";
import { shaFor } from "./ids.ts";
import { SOURCE_FILES } from "./source-files.ts";
import { table } from "./table.ts";
import type { WorkItem } from "./work.ts";

export type Commit = {
  sha: string;
  message: string;
  authorKey: string;
  at: string;
  paths: readonly string[];
  parentSha: string | undefined;
};

export type PullRequest = {
  number: number;
  title: string;
  body: string;
  authorKey: string;
  reviewerKey: string;
  state: "open" | "merged" | "closed";
  draft: boolean;
  branch: string;
  headSha: string;
  workKey: string | undefined;
  files: readonly { path: string; additions: number; deletions: number; patch: string }[];
  comments: readonly { authorKey: string; at: string; text: string; path: string | undefined }[];
  checks: "success" | "failure" | "pending";
  createdAt: string;
  updatedAt: string;
  mergedAt: string | undefined;
};

export type RepositoryIssue = { number: number; workKey: string };

export type Repository = {
  key: string;
  owner: string;
  name: string;
  description: string;
  language: string;
  isPrivate: boolean;
  defaultBranch: string;
  topics: readonly string[];
  files: Readonly<Record<string, string>>;
  /** Newest first. */
  commits: readonly Commit[];
  pulls: readonly PullRequest[];
  /** Issues and pull requests share one row of numbers. */
  issues: readonly RepositoryIssue[];
  createdAt: string;
  pushedAt: string;
};

const ROWS = table(
  ["name", "language", "private", "topics", "description"],
  `
flow-router | TypeScript | 1 | orders,routing | Decides which place ships an order
edge-gateway | Rust | 1 | firmware,iot | Firmware and service of the Edge gateway
insight-connector | Python | 0 | data,warehouse | Copies orders and stock into the customer's warehouse
`,
);

const COMMITS = table(
  ["repository", "day", "author", "paths", "message"],
  `
flow-router | -120 | amara | README.md,package.json,src/main.ts | Start the router as its own service
flow-router | -96 | jonas | src/route.ts,src/rules.ts | Rank sites by rules
flow-router | -40 | amara | src/scim/users.ts | Create and change users over SCIM (SEC-12)
flow-router | -22 | amara | src/main.ts | Single sign-on with SAML (SEC-11)
flow-router | -18 | jonas | src/reservations.ts,test/reservations.test.ts | Hold a piece for fifteen minutes (FLOW-32)
flow-router | -8 | nadia | src/route.ts | Read Latin-1 files in the bulk import (FLOW-39)
flow-router | -2 | amara | src/reservations.ts | Look up stock in batches: p99 81 to 63 ms (FLOW-34)
edge-gateway | -200 | rafael | README.md,Cargo.toml,src/main.rs,src/buffer.rs | Buffer scans for eight hours
edge-gateway | -30 | rafael | Cargo.toml,CHANGELOG.md | Firmware 2.8.0 (EDG-24)
edge-gateway | -18 | amara | src/buffer.rs | Count scans per gateway (EDG-26)
edge-gateway | -4 | nadia | sql/0042_snapshot_index.sql | Index for the stock snapshot, built without a lock (EDG-32)
insight-connector | -90 | nadia | README.md,pyproject.toml,connector/__init__.py,connector/load.py | Write orders and stock once an hour (INS-11)
insight-connector | -16 | nadia | connector/report.sql | Month-end stock report (INS-12)
insight-connector | -4 | nadia | connector/region.py,tests/test_region.py | Refuse other regions (INS-13)
`,
);

const PULLS = table(
  [
    "repository",
    "number",
    "state",
    "author",
    "reviewer",
    "work",
    "opened",
    "closed",
    "path",
    "checks",
    "title",
    "body",
  ],
  `
flow-router | 118 | merged | jonas | amara | FLOW-32 | -21 | -18 | src/reservations.ts | success | Reservation service with expiry | Holds one piece for fifteen minutes. An expired hold gives it back.
flow-router | 124 | open | mei | jonas | FLOW-33 | -5 | - | src/route.ts | success | Show reservations in the shop view | Staff see what is held and may release it with a reason.
flow-router | 127 | open | amara | jonas | SEC-12 | -5 | - | src/scim/sessions.ts | success | SCIM: close sessions when a user is removed | Last blocker of Marlow's security review. Ready to be shown.
flow-router | 128 | open | jonas | tobias | FLOW-44 | -3 | - | src/main.ts | failure | Retry webhooks for 24 hours | Keeps a dead-letter list for 30 days. The list is not paged yet.
flow-router | 121 | closed | jonas | sofia | FLOW-40 | -25 | -15 | src/main.ts | success | Own e-mail templates | Superseded by webhooks.
edge-gateway | 61 | merged | amara | rafael | EDG-26 | -20 | -18 | src/buffer.rs | success | Scan log per gateway | So that the pilot can be measured.
edge-gateway | 64 | open | rafael | amara | EDG-27 | -4 | - | src/backoff.rs | success | Back off with jitter on reconnect | One missed beacon made all scanners reconnect within 200 ms. Four days on two gateways: one drop.
edge-gateway | 65 | open | nadia | amara | EDG-32 | -4 | - | sql/0042_snapshot_index.sql | pending | Snapshot index without a lock | Concurrent build, 38 minutes on a copy.
insight-connector | 33 | open | nadia | sofia | INS-13 | -6 | - | connector/region.py | success | Pin the warehouse to a region | The connector refuses to write anywhere else. For Calder's contract, section 4.2.
insight-connector | 31 | merged | nadia | amara | INS-12 | -19 | -16 | connector/report.sql | success | Month-end stock report | Eleven seconds on Calder's data.
`,
);

const OWNER = "tessalane";

export function createRepositories(calendar: Calendar, work: readonly WorkItem[]): Repository[] {
  return ROWS.map((row) => {
    const files = SOURCE_FILES[row.name] ?? {};
    const commits = commitsOf(calendar, row.name);
    return {
      key: row.name,
      owner: OWNER,
      name: row.name,
      description: row.description,
      language: row.language,
      isPrivate: row.private === "1",
      defaultBranch: "main",
      topics: row.topics.split(","),
      files,
      commits,
      pulls: pullsOf(calendar, row.name, files),
      issues: issuesOf(row.name, work),
      createdAt: calendar.at(-400),
      pushedAt: commits[0]?.at ?? calendar.at(-1),
    };
  });
}

function commitsOf(calendar: Calendar, repository: string): Commit[] {
  let parentSha: string | undefined;
  const oldestFirst = COMMITS.filter((row) => row.repository === repository).map((row): Commit => {
    const sha = shaFor(`commit:${repository}:${row.message}`);
    const commit = {
      sha,
      message: row.message,
      authorKey: row.author,
      at: calendar.at(Number(row.day), 15, 20),
      paths: row.paths.split(","),
      parentSha,
    };
    parentSha = sha;
    return commit;
  });
  return oldestFirst.toReversed();
}

function pullsOf(
  calendar: Calendar,
  repository: string,
  files: Readonly<Record<string, string>>,
): PullRequest[] {
  return PULLS.filter((row) => row.repository === repository).map((row) => {
    const closedAt = row.closed === "-" ? undefined : calendar.at(Number(row.closed), 15);
    const added = (files[row.path] ?? "").split("\n").slice(0, 12);
    return {
      number: Number(row.number),
      title: row.title,
      body: `${row.body}\n\nCloses ${row.work}.`,
      authorKey: row.author,
      reviewerKey: row.reviewer,
      state: row.state as PullRequest["state"],
      draft: false,
      branch: `${row.author}/${row.work.toLowerCase()}`,
      headSha: shaFor(`pull:${repository}:${row.number}`),
      workKey: row.work,
      files: [
        {
          path: row.path,
          additions: added.length,
          deletions: 1,
          patch: [`@@ -1,1 +1,${added.length} @@`, "-", ...added.map((line) => `+${line}`)].join("\n"),
        },
      ],
      comments: [
        {
          authorKey: row.reviewer,
          at: calendar.at(Number(row.opened) + 1, 11),
          text: "Reads well. One question in the file.",
          path: undefined,
        },
        {
          authorKey: row.reviewer,
          at: calendar.at(Number(row.opened) + 1, 11, 5),
          text: "What happens when this is called twice?",
          path: row.path,
        },
      ],
      checks: row.checks as PullRequest["checks"],
      createdAt: calendar.at(Number(row.opened), 10),
      updatedAt: closedAt ?? calendar.at(-1, 17),
      mergedAt: row.state === "merged" ? closedAt : undefined,
    };
  });
}

const CODE_OF: Readonly<Record<string, readonly string[]>> = {
  "flow-router": ["FLOW", "SEC"],
  "edge-gateway": ["EDG"],
  "insight-connector": ["INS"],
};

/** Bugs and what customers asked for have an issue next to the code, numbered below the pull requests. */
function issuesOf(repository: string, work: readonly WorkItem[]): RepositoryIssue[] {
  const teams = CODE_OF[repository] ?? [];
  const told = work.filter(
    (item) =>
      teams.includes(item.key.split("-")[0] ?? "") &&
      (item.labels.includes("bug") || item.dealKey !== undefined),
  );
  return told.map((item, index) => ({ number: index + 1, workKey: item.key }));
}
