import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let github: Harness;
beforeAll(async () => {
  github = await startHarness(server);
});
afterAll(() => github.close());

test("returns one repository with the caller's own permission; the README only when asked", async () => {
  const answer = await github.call("github_get_repository", { repository: "tessalane/insight-connector" });
  expect(answer.structured).toMatchObject({
    default_branch: "main",
    visibility: "public",
    permission: "push",
    license: "Apache-2.0",
    topics: ["data", "warehouse"],
  });
  expect(answer.structured).not.toHaveProperty("readme");
  expect(github.sent()).toEqual(["GET /repos/tessalane/insight-connector"]);
  const read = await github.call("github_get_repository", {
    repository: "https://github.com/tessalane/insight-connector",
    readme: true,
  });
  expect(read.text).toContain("Copies orders and stock");
});

test("a repository without a README is no error", async () => {
  github.sandbox.faults.add({ path: "**/readme", kind: "status", status: 404, times: 1 });
  const answer = await github.call("github_get_repository", {
    repository: "tessalane/flow-router",
    readme: true,
  });
  expect(answer.structured.readme).toBe("(no README)");
});

test.each(["tessalane", "tessalane/flow/router", "../user", "tessalane/..", "a b/c"])(
  "%s is refused before a request is sent",
  async (repository) => {
    github.sent();
    const answer = await github.call("github_get_repository", { repository });
    expect(answer.text).toContain("must be owner/name");
    expect(github.sent()).toEqual([]);
  },
);

test("a repository that is not there, or not for this token, is named", async () => {
  const answer = await github.call("github_get_repository", { repository: "tessalane/secret" });
  expect(answer.error).toMatchObject({ kind: "input", status: 404 });
  expect(answer.text).toMatch(/no repository tessalane\/secret .*private repository/);
});
