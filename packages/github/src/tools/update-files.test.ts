import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterEach, beforeEach, expect, test } from "vitest";
import server from "../server.ts";

let github: Harness;
beforeEach(async () => {
  github = await startHarness(server);
});
afterEach(() => github.close());

const repository = "tessalane/flow-router";
const branch = "jonas/flow-44";
const push = (args: Record<string, unknown>) =>
  github.call("github_update_files", { repository, branch, message: "Page the dead letters", ...args });
const read = async (path: string, ref = branch) =>
  (await github.call("github_get_file", { repository, path, ref })).structured.content;
const bodyOf = (path: string) => github.sandbox.requests.findLast((one) => one.path.endsWith(path))?.body;

test("creates, changes and deletes files in one commit on the head of the branch", async () => {
  const answer = await push({
    files: [
      { path: "src/dead-letters.ts", content: "export const size = 50;\n" },
      { path: "README.md", content: "# New\n" },
    ],
    delete: ["src/rules.ts"],
  });
  expect(answer.structured).toMatchObject({
    created: ["src/dead-letters.ts"],
    updated: ["README.md"],
    deleted: ["src/rules.ts"],
    branch,
  });
  expect(await read("README.md")).toBe("# New");
  expect(
    (await github.call("github_get_file", { repository, path: "src/rules.ts", ref: branch })).isError,
  ).toBe(true);
  const pull = await github.call("github_get_pull_request", { repository, number: 128, include: ["files"] });
  expect(pull.structured).toMatchObject({ head_sha: answer.structured.sha });
  expect(await read("README.md", "main")).not.toBe("# New");
});

test("the branch never moves backwards or sideways", async () => {
  await push({ files: [{ path: "a.txt", content: "a" }] });
  expect(bodyOf("/git/refs/heads/jonas/flow-44")).toMatchObject({ force: false });
});

test("a head that is not the expected one leaves everything as it is", async () => {
  github.sent();
  const answer = await push({ files: [{ path: "a.txt", content: "a" }], expected_head_sha: "0123456789" });
  expect(answer.text).toMatch(/Nothing was changed: jonas\/flow-44 .* is at [0-9a-f]{40}, not at 0123456789/);
  expect(github.sent()).toEqual([`GET /repos/${repository}/git/ref/heads/${branch}`]);
});

test("when someone pushes in between, GitHub's refusal says what to do", async () => {
  github.sandbox.faults.add({
    method: "PATCH",
    kind: "status",
    status: 422,
    body: { message: "Update is not a fast forward" },
  });
  const answer = await push({ files: [{ path: "a.txt", content: "a" }] });
  expect(answer.text).toMatch(/The branch has moved: read it again/);
});

test("a cut connection is tried again without a second commit", async () => {
  github.sandbox.faults.add({ method: "PATCH", kind: "cut", afterEffect: true, times: 1 });
  const answer = await push({ files: [{ path: "a.txt", content: "a" }] });
  expect(answer.isError, answer.text).toBe(false);
  const commits = await github.call("github_list_commits", { repository, ref: branch, limit: 1 });
  expect(commits.structured.commits).toMatchObject([{ sha: answer.structured.sha }]);
});

test.each([
  ["nothing to do", {}, /both empty/],
  ["a path twice", { files: [{ path: "a", content: "" }], delete: ["a"] }, /a is named twice/],
  ["a deletion of nothing", { delete: ["src/none.ts"] }, /has no file src\/none\.ts to delete/],
  ["a way out", { files: [{ path: "../a", content: "" }] }, /no path inside/],
  [
    "a branch that is not there",
    { branch: "nowhere", files: [{ path: "a", content: "" }] },
    /no branch nowhere/,
  ],
])("%s is refused before anything is written", async (_, args, wording) => {
  const answer = await push(args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
  expect(github.sent().filter((line) => !line.startsWith("GET"))).toEqual([]);
});

test("a token without the right is told which one it lacks", async () => {
  const limited = await startHarness(server, {
    env: { GITHUB_PERSONAL_ACCESS_TOKEN: "github_pat_sandboxReadOnly00000_0000000000000000000000000" },
  });
  const answer = await limited.call("github_update_files", {
    repository,
    branch,
    message: "x",
    files: [{ path: "a", content: "" }],
  });
  expect(answer.error).toMatchObject({ kind: "auth", status: 403 });
  expect(answer.text).toContain("lacks the scope contents=write");
  await limited.close();
});
