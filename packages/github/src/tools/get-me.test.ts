import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let github: Harness;
beforeAll(async () => {
  github = await startHarness(server);
});
afterAll(() => github.close());

test("tells whose token it is, its scopes and what is left of the limits", async () => {
  const answer = await github.call("github_get_me");
  expect(answer.structured).toMatchObject({
    login: "anwosu-tessalane",
    name: "Amara Nwosu",
    scopes: ["notifications", "read:org", "repo", "workflow"],
    limits: [
      { resource: "core", limit: 5000 },
      { resource: "search", limit: 30 },
      { resource: "code_search", limit: 10 },
    ],
  });
  expect(answer.text).toContain("login: anwosu-tessalane");
});

test("a fine-grained token tells no scopes", async () => {
  const other = await startHarness(server, {
    env: { GITHUB_PERSONAL_ACCESS_TOKEN: "github_pat_sandboxReadOnly00000_0000000000000000000000000" },
  });
  const answer = await other.call("github_get_me");
  expect(answer.structured).toMatchObject({ login: "mtanaka-tessalane" });
  expect(answer.structured).not.toHaveProperty("scopes");
  await other.close();
});
