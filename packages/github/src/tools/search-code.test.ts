import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let github: Harness;
beforeAll(async () => {
  github = await startHarness(server);
});
afterAll(() => github.close());

const search = (query: string) => github.call("github_search_code", { query });

test("finds files with the places that match", async () => {
  const answer = await search("snapshot org:tessalane extension:sql");
  expect(answer.structured).toMatchObject({ total: 0 });
  const found = await search("concurrently org:tessalane extension:sql");
  expect(found.structured).toMatchObject({
    total: 1,
    files: [
      {
        repository: "tessalane/edge-gateway",
        path: "sql/0042_snapshot_index.sql",
        matches: [expect.stringContaining("create index concurrently")],
      },
    ],
  });
  expect(github.sandbox.requests.at(-1)?.headers.accept).toContain("text-match");
});

test("ten a minute is a limit of its own: its wait is named", async () => {
  github.sandbox.faults.add({
    path: "/search/code",
    kind: "status",
    status: 403,
    times: 1,
    headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(Math.ceil(Date.now() / 1000) + 50) },
  });
  const answer = await search("x");
  expect(answer.error).toMatchObject({ kind: "upstream", status: 429, retryable: true });
  expect(answer.text).toMatch(/Wait (4\d|5\d) s/);
});
