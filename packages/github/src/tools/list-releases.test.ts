import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let github: Harness;
beforeAll(async () => {
  github = await startHarness(server);
});
afterAll(() => github.close());

test("lists releases, notes cut unless detail is full", async () => {
  const repository = "tessalane/flow-router";
  const answer = await github.call("github_list_releases", { repository });
  expect(answer.structured.releases).toMatchObject([
    { tag: "v4.0.0-rc.2", name: "Flow 4.0, candidate 2", state: "prerelease", author: "anwosu-tessalane" },
    { tag: "v4.0.0-rc.1" },
  ]);
  expect(answer.text).toMatch(/… \[cut, \d+ characters\]/);
  expect((await github.call("github_list_releases", { repository, detail: "full" })).text).toContain(
    "below 250 orders",
  );
});

test("names files, and pages", async () => {
  const files = await github.call("github_list_releases", { repository: "tessalane/edge-gateway" });
  expect(files.text).toContain("files: edge-gateway-2.8.0.bin, SHA256SUMS");
  const first = await github.call("github_list_releases", {
    repository: "tessalane/insight-connector",
    limit: 1,
  });
  const second = await github.call("github_list_releases", {
    repository: "tessalane/insight-connector",
    limit: 1,
    cursor: first.structured.next_cursor,
  });
  expect([first, second].map(({ structured }) => (structured.releases as { tag: string }[])[0]?.tag)).toEqual(
    ["v1.3.0", "v1.2.0"],
  );
});
