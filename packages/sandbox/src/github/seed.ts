import type { Setting } from "../emulator.ts";
import { digitsFor } from "../world/ids.ts";
import type { Person } from "../world/people.ts";
import type { Commit, Repository } from "../world/repositories.ts";
import { byKey, type World } from "../world/world.ts";
import { createAccounts } from "./accounts.ts";
import {
  createObjects,
  filesAt,
  type Objects,
  type Signature,
  writeBlob,
  writeCommit,
  writeTree,
} from "./git.ts";
import { BRANCH_TEXTS } from "./seed-branches.ts";
import { seedIssues } from "./seed-issues.ts";
import { seedRuns } from "./seed-runs.ts";
import { type GitHubState, type Permission, type Repo, seconds } from "./state.ts";

export function createState({ world, now }: Setting): GitHubState {
  const state: GitHubState = {
    world,
    accounts: createAccounts(world),
    repos: [],
    nextId: 3_400_000_000,
    clock: now.getTime(),
    used: new Map(),
    minted: new Set(),
  };
  state.repos = world.repositories.map((repository) => seedRepository(state, repository));
  return state;
}

export const loginOf = (world: World, key: string): string => byKey(world.people, key).githubLogin;

export function signature(person: Person, at: string): Signature {
  return { name: person.name, email: person.email, date: seconds(at), login: person.githubLogin };
}

function seedRepository(state: GitHubState, source: Repository): Repo {
  const { world } = state;
  const objects = createObjects();
  seedCommits(world, objects, source);
  const main = source.commits[0]?.sha ?? "";
  const repo: Repo = {
    id: Number(digitsFor(`github:repository:${source.key}`, 9)),
    owner: source.owner,
    name: source.name,
    description: source.description,
    language: source.language,
    isPrivate: source.isPrivate,
    topics: source.topics,
    defaultBranch: source.defaultBranch,
    createdAt: seconds(source.createdAt),
    pushedAt: seconds(source.pushedAt),
    stars: source.isPrivate ? 3 : 214,
    forks: source.isPrivate ? 0 : 19,
    objects,
    branches: new Map([[source.defaultBranch, main]]),
    tags: seedTags(source),
    labels: [],
    milestones: [],
    issues: new Map(),
    comments: [],
    reviews: [],
    reviewComments: [],
    runs: [],
    jobs: [],
    releases: [],
    notifications: [],
    permissions: permissionsOf(world),
  };
  seedBranches(world, repo, source);
  seedIssues(state, repo, source);
  seedRuns(state, repo, source);
  seedReleases(world, repo, source);
  return repo;
}

/** Engineers push; the product manager sorts issues; everyone else in the company reads. */
function permissionsOf(world: World): Map<string, Permission> {
  const rights = world.people
    .filter((person) => person.active)
    .map((person): [string, Permission] => [
      person.githubLogin,
      person.key === "tobias"
        ? "admin"
        : person.team === "Engineering"
          ? "write"
          : person.team === "Product"
            ? "triage"
            : "read",
    ]);
  return new Map(rights);
}

/** Before its last commit a file had its first half only, so that every commit has something to show. */
function seedCommits(world: World, objects: Objects, source: Repository): void {
  const oldestFirst = source.commits.toReversed();
  const told = new Set(oldestFirst.flatMap((commit) => commit.paths));
  const files = new Map<string, { sha: string; mode: string }>();
  const put = (path: string, text: string) =>
    files.set(path, { sha: writeBlob(objects, text), mode: "100644" });
  for (const [index, commit] of oldestFirst.entries()) {
    if (index === 0) {
      for (const [path, text] of Object.entries(source.files)) if (!told.has(path)) put(path, text);
    }
    for (const path of commit.paths) {
      const text = source.files[path] ?? "";
      const again = oldestFirst.slice(index + 1).some((later) => later.paths.includes(path));
      put(path, again ? firstHalf(text, oldestFirst, index, path) : text);
    }
    const author = signature(byKey(world.people, commit.authorKey), commit.at);
    const parents = commit.parentSha === undefined ? [] : [commit.parentSha];
    const made = {
      message: commit.message,
      tree: writeTree(objects, files),
      parents,
      author,
      committer: author,
    };
    writeCommit(objects, made, commit.sha);
  }
}

function firstHalf(text: string, commits: readonly Commit[], index: number, path: string): string {
  const lines = text.split("\n");
  const touching = commits.filter((commit) => commit.paths.includes(path)).length;
  const before = commits.slice(0, index + 1).filter((commit) => commit.paths.includes(path)).length;
  return `${lines.slice(0, Math.max(1, Math.floor((lines.length * before) / touching))).join("\n")}\n`;
}

/** Branches of open and closed pull requests; those of merged ones were deleted, their commits are still there. */
function seedBranches(world: World, repo: Repo, source: Repository): void {
  for (const pull of source.pulls) {
    const merged = source.commits.find(
      (commit) => pull.state === "merged" && commit.message.includes(`(${pull.workKey})`),
    );
    const parent = merged ? merged.parentSha : source.commits[0]?.sha;
    const files = filesAt(repo.objects, merged ? merged.sha : (parent ?? ""));
    if (!merged) {
      for (const { path } of pull.files) {
        const text = (source.files[path] ?? "") + (BRANCH_TEXTS[`${source.name}#${pull.number}`] ?? "");
        files.set(path, { sha: writeBlob(repo.objects, text), mode: "100644" });
      }
    }
    const author = signature(byKey(world.people, pull.authorKey), pull.createdAt);
    writeCommit(
      repo.objects,
      {
        message: `${pull.title} (${pull.workKey})`,
        tree: writeTree(repo.objects, files),
        parents: parent === undefined ? [] : [parent],
        author,
        committer: author,
      },
      pull.headSha,
    );
    if (pull.state !== "merged") repo.branches.set(pull.branch, pull.headSha);
  }
}

const CANDIDATE_NOTES = `Second candidate of Flow 4.0.

### Changes

- Stock look-ups in batches: the slowest of a hundred reservations takes 63 ms instead of 81 ms (FLOW-34)
- The bulk import reads files in Latin-1, so that supplier names keep their umlauts (FLOW-39)
- Reservations are held for fifteen minutes and give the piece back when they expire (FLOW-32)

### Before you update

- Run the migration of the order store first; it adds one table and locks nothing.
- Webhooks are still retried for one hour only. Twenty-four hours and a dead-letter list are in review (FLOW-44).
- Users who are removed from a directory keep their open sessions until they end. That is the last blocker of SCIM (SEC-12).

### Known problems

- Addresses with a plus sign cannot sign on (SEC-15).
- The load test misses its goal of 50 ms at 400 orders a second. Customers below 250 orders a second are not affected.
`;

const VERSIONS: Readonly<Record<string, readonly (readonly [tag: string, commit: number, notes: string])[]>> =
  {
    "flow-router": [
      ["v4.0.0-rc.2", 0, CANDIDATE_NOTES],
      ["v4.0.0-rc.1", 2, "First candidate: store-level reservations (FLOW-32) and single sign-on (SEC-11)."],
    ],
    "edge-gateway": [["v2.8.0", 2, "Faster roaming between access points (EDG-24)."]],
    "insight-connector": [
      ["v1.3.0", 0, "The connector refuses to write outside of the region that the contract names (INS-13)."],
      ["v1.2.0", 1, "Month-end stock report (INS-12)."],
    ],
  };

function seedTags(source: Repository): Map<string, string> {
  const tags = (VERSIONS[source.name] ?? []).map(([tag, commit]): [string, string] => [
    tag,
    source.commits[commit]?.sha ?? "",
  ]);
  return new Map(tags);
}

function seedReleases(world: World, repo: Repo, source: Repository): void {
  const author =
    repo.name === "insight-connector" ? "nadia" : repo.name === "edge-gateway" ? "rafael" : "amara";
  for (const [index, [tag, commit, body]] of (VERSIONS[source.name] ?? []).entries()) {
    repo.releases.push({
      id: 210_400_100 + index + (repo.id % 1000),
      tag,
      name: tag === "v4.0.0-rc.2" ? "Flow 4.0, candidate 2" : tag,
      body,
      author: loginOf(world, author),
      prerelease: tag.includes("-rc"),
      publishedAt: seconds(source.commits[commit]?.at ?? source.createdAt),
      assets: repo.name === "edge-gateway" ? ["edge-gateway-2.8.0.bin", "SHA256SUMS"] : [],
    });
  }
}
