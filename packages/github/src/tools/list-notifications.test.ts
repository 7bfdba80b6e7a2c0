import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let github: Harness;
beforeAll(async () => {
  github = await startHarness(server);
});
afterAll(() => github.close());

test("lists what is unread, newest first, with the number", async () => {
  const answer = await github.call("github_list_notifications", {});
  const rows = answer.structured.notifications as { unread: boolean; updated_at: string }[];
  expect(rows.every((row) => row.unread)).toBe(true);
  const times = rows.map((row) => row.updated_at);
  expect(times).toEqual(times.toSorted().toReversed());
  expect(rows).toContainEqual(
    expect.objectContaining({
      repository: "tessalane/edge-gateway",
      type: "PullRequest",
      number: 65,
      reason: "review_requested",
      url: "https://github.com/tessalane/edge-gateway/pull/65",
    }),
  );
});

test("all, since and participating reach GitHub", async () => {
  const all = await github.call("github_list_notifications", {
    all: true,
    participating: true,
    since: "2026-11-01",
  });
  expect(github.sandbox.requests.at(-1)?.query).toMatchObject({
    all: "true",
    participating: "true",
    since: "2026-11-01T00:00:00Z",
  });
  expect(all.isError).toBe(false);
});

test("is not listed for a token that GitHub gives none to, and says so when called", async () => {
  const other = await startHarness(server, {
    selection: { groups: ["all"] },
    env: { GITHUB_PERSONAL_ACCESS_TOKEN: "github_pat_sandboxReadOnly00000_0000000000000000000000000" },
  });
  const { tools } = await other.client.listTools();
  expect(tools.map((tool) => tool.name)).not.toContain("github_list_notifications");
  const answer = await other.call("github_list_notifications", {});
  expect(answer.error).toMatchObject({ kind: "auth", status: 403 });
  await other.close();
});

test("a classic token without the scope is told which one it lacks", async () => {
  const other = await startHarness(server, {
    env: { GITHUB_PERSONAL_ACCESS_TOKEN: "ghp_sandboxPublicOnly00000000000000000000" },
  });
  const answer = await other.call("github_list_notifications", {});
  expect(answer.text).toContain("lacks the scope notifications or repo");
  await other.close();
});
