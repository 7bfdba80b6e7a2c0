import { Octokit } from "@octokit/rest";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../src/sandbox.ts";
import { findSpecs } from "../src/specs/find.ts";

const flow = { owner: "tessalane", repo: "flow-router" };
const open = { owner: "tessalane", repo: "insight-connector" };
const silent = { debug() {}, info() {}, warn() {}, error() {} };

let sandbox: Sandbox;
let octokit: Octokit;

const client = (auth: string) =>
  new Octokit({ auth, baseUrl: sandbox.env["GITHUB_BASE_URL"] ?? "", log: silent });

beforeAll(async () => {
  const specs = findSpecs();
  sandbox = await startSandbox({ vendors: ["github"], ...(specs === undefined ? {} : { specs }) });
  octokit = client(sandbox.env["GITHUB_PERSONAL_ACCESS_TOKEN"] ?? "");
});
afterAll(async () => {
  await sandbox.close();
  expect(sandbox.violations).toEqual([]);
});

test("the SDK's own paging reads every commit once", async () => {
  const paged = await octokit.paginate(octokit.rest.repos.listCommits, { ...flow, per_page: 3 });
  const whole = await octokit.rest.repos.listCommits({ ...flow, per_page: 100 });
  expect(paged.map(({ sha }) => sha)).toEqual(whole.data.map(({ sha }) => sha));
  expect(paged).toHaveLength(7);
  expect(whole.headers.link).toBeUndefined();
});

test("several files go in one commit, and are there afterwards", async () => {
  const head = await octokit.rest.git.getRef({ ...flow, ref: "heads/main" });
  const base = await octokit.rest.git.getCommit({ ...flow, commit_sha: head.data.object.sha });
  await octokit.rest.git.createRef({ ...flow, ref: "refs/heads/several", sha: head.data.object.sha });
  const tree = await octokit.rest.git.createTree({
    ...flow,
    base_tree: base.data.tree.sha,
    tree: [
      { path: "docs/holds.md", mode: "100644", type: "blob", content: "# Holds\n" },
      { path: "src/rules.ts", mode: "100644", type: "blob", sha: null },
    ],
  });
  const commit = await octokit.rest.git.createCommit({
    ...flow,
    message: "Say how holds work",
    tree: tree.data.sha,
    parents: [head.data.object.sha],
  });
  await octokit.rest.git.updateRef({ ...flow, ref: "heads/several", sha: commit.data.sha });
  const compared = await octokit.rest.repos.compareCommitsWithBasehead({
    ...flow,
    basehead: "main...several",
  });
  expect(compared.data.status).toBe("ahead");
  expect(compared.data.files?.map(({ filename, status }) => [filename, status])).toEqual([
    ["docs/holds.md", "added"],
    ["src/rules.ts", "removed"],
  ]);
  const back = octokit.rest.git.updateRef({
    ...flow,
    ref: "heads/several",
    sha: base.data.parents[0]?.sha ?? "",
  });
  await expect(back).rejects.toMatchObject({ status: 422, message: expect.stringContaining("fast forward") });
});

test("git would give files and trees the same hashes", async () => {
  const { data } = await octokit.rest.repos.getContent({ ...open, path: "connector/__init__.py" });
  // The hash of an empty file is the same in every repository.
  expect(data).toMatchObject({ sha: "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", size: 0 });
});

test("a pull request is opened, reviewed and merged, and refused where GitHub would refuse", async () => {
  const failing = octokit.rest.pulls.merge({ ...flow, pull_number: 128 });
  await expect(failing).rejects.toMatchObject({ status: 405 });
  const own = octokit.rest.pulls.createReview({ ...flow, pull_number: 127, event: "APPROVE" });
  await expect(own).rejects.toMatchObject({
    status: 422,
    message: expect.stringContaining("own pull request"),
  });
  const review = await octokit.rest.pulls.createReview({
    ...flow,
    pull_number: 124,
    event: "APPROVE",
    comments: [{ path: "src/route.ts", line: 14, side: "RIGHT", body: "Good." }],
  });
  expect(review.data.state).toBe("APPROVED");
  const beyond = octokit.rest.pulls.createReview({
    ...flow,
    pull_number: 124,
    event: "COMMENT",
    comments: [{ path: "src/route.ts", line: 900, body: "Where is this?" }],
  });
  await expect(beyond).rejects.toMatchObject({ status: 422 });
  const { data: pull } = await octokit.rest.pulls.get({ ...flow, pull_number: 124 });
  const stale = octokit.rest.pulls.merge({ ...flow, pull_number: 124, sha: pull.base.sha });
  await expect(stale).rejects.toMatchObject({ status: 409 });
  const merged = await octokit.rest.pulls.merge({
    ...flow,
    pull_number: 124,
    sha: pull.head.sha,
    merge_method: "squash",
  });
  const { data: after } = await octokit.rest.repos.getCommit({ ...flow, ref: "main" });
  expect(after.sha).toBe(merged.data.sha);
  expect(after.files?.map(({ filename }) => filename)).toEqual(["src/route.ts"]);
});

test("job logs are on another host, which refuses a GitHub token", async () => {
  const runs = await octokit.rest.actions.listWorkflowRunsForRepo({ ...flow, status: "failure" });
  const jobs = await octokit.rest.actions.listJobsForWorkflowRun({
    ...flow,
    run_id: runs.data.workflow_runs[0]?.id ?? 0,
  });
  const job = jobs.data.jobs.find(({ conclusion }) => conclusion === "failure");
  const log = await octokit.rest.actions.downloadJobLogsForWorkflowRun({ ...flow, job_id: job?.id ?? 0 });
  expect(String(log.data)).toContain("##[error]Process completed with exit code 1.");
  expect(new URL(log.url).hostname).toBe("localhost");
  const stray = await fetch(log.url, { headers: { authorization: "Bearer x" } });
  expect(stray.status).toBe(400);
});

test.each([
  ["repo:tessalane/flow-router is:issue is:open label:bug", 2],
  ["repo:tessalane/edge-gateway is:pr is:merged", 1],
  ["org:tessalane is:issue author:quietmerlin", 1],
  ["org:tessalane is:issue assignee:@me state:closed", 2],
  ["org:tessalane is:pr review-requested:@me", 1],
  ['org:tessalane is:issue milestone:"Edge reliability" is:open -label:bug', 5],
  ["org:tessalane is:issue reconnect in:comments", 1],
])("%s finds %i", async (q, total) => {
  const { data } = await octokit.rest.search.issuesAndPullRequests({ q });
  expect(data.items.map(({ title }) => title)).toHaveLength(total);
  expect(data.total_count).toBe(total);
});

test("code is found by word and qualifier, with the place", async () => {
  const { data } = await octokit.rest.search.code({
    q: "duration org:tessalane language:rust path:src",
    mediaType: { format: "text-match" },
  });
  expect(data.items.map(({ path }) => path)).toEqual(["src/backoff.rs"]);
  expect(data.items[0]?.text_matches?.[0]?.fragment).toContain("Duration");
});

test("tokens differ in what they see and may do", async () => {
  const readOnly = client("github_pat_sandboxReadOnly00000_0000000000000000000000000");
  expect((await readOnly.rest.repos.get(flow)).headers["x-oauth-scopes"]).toBeUndefined();
  await expect(readOnly.rest.issues.create({ ...flow, title: "x" })).rejects.toMatchObject({
    status: 403,
    response: { headers: { "x-accepted-github-permissions": "issues=write" } },
  });
  const publicOnly = client("ghp_sandboxPublicOnly00000000000000000000");
  expect((await publicOnly.rest.repos.get(open)).headers["x-oauth-scopes"]).toBe("public_repo");
  await expect(publicOnly.rest.repos.get(flow)).rejects.toMatchObject({ status: 404 });
  await expect(client("ghp_wrong").rest.users.getAuthenticated()).rejects.toMatchObject({ status: 401 });
});
