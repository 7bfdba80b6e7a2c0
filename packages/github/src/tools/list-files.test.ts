import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let github: Harness;
beforeAll(async () => {
  github = await startHarness(server);
});
afterAll(() => github.close());

const list = async (args: Record<string, unknown>) => {
  const answer = await github.call("github_list_files", { repository: "tessalane/flow-router", ...args });
  return {
    ...answer,
    paths: ((answer.structured.files ?? []) as { path: string }[]).map((file) => file.path),
  };
};

test("lists as deep as asked", async () => {
  expect((await list({ depth: 1 })).paths).toEqual([".github", "README.md", "package.json", "src", "test"]);
  expect((await list({ path: "src", depth: 1 })).paths).toContain("src/scim");
  expect((await list({ path: "src" })).paths).toContain("src/scim/users.ts");
});

test("a glob chooses among all levels", async () => {
  expect((await list({ depth: 9, pattern: "**/*.test.ts" })).paths).toEqual(["test/reservations.test.ts"]);
  expect((await list({ depth: 9, pattern: "{README,*.yml}" })).text).toContain("ci.yml");
});

test("pages through what came whole", async () => {
  const first = await list({ depth: 9, limit: 4 });
  const second = await list({ depth: 9, limit: 100, cursor: first.structured.next_cursor });
  expect([...first.paths, ...second.paths]).toEqual((await list({ depth: 9 })).paths);
});

test("another ref has other files", async () => {
  const [{ sha } = { sha: "" }] = (
    await github.call("github_list_commits", {
      repository: "tessalane/flow-router",
      path: "src/main.ts",
      until: "2026-08-01",
    })
  ).structured.commits as { sha: string }[];
  expect((await list({ ref: sha, path: "src" })).paths).not.toContain("src/route.ts");
  expect((await list({ ref: "mei/flow-33", path: "src" })).paths).toContain("src/route.ts");
});

test.each([
  ["a directory that is not there", { path: "source" }, /has no directory source/],
  ["a file", { path: "src/main.ts" }, /is a file.*github_get_file/],
  ["a way out", { path: "src/../.." }, /is no path inside a repository/],
  ["a ref that is none", { ref: "a..b" }, /is no branch, tag or commit/],
])("%s is refused", async (_, args, wording) => {
  const answer = await list(args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
});
