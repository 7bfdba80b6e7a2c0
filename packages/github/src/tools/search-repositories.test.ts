import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let github: Harness;
beforeAll(async () => {
  github = await startHarness(server);
});
afterAll(() => github.close());

const search = (args: Record<string, unknown>) => github.call("github_search_repositories", args);

test("finds by word and qualifier", async () => {
  const answer = await search({ query: "org:tessalane language:rust" });
  expect(answer.structured).toMatchObject({
    total: 1,
    repositories: [{ repository: "tessalane/edge-gateway", visibility: "private" }],
  });
});

test("sorts, and pages to the end without losing or repeating a row", async () => {
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await search({
      query: "org:tessalane",
      sort: "updated",
      limit: 2,
      ...(cursor ? { cursor } : {}),
    });
    names.push(...(page.structured.repositories as { repository: string }[]).map((row) => row.repository));
    cursor = page.structured.next_cursor as string | undefined;
  } while (cursor);
  expect(names).toEqual(["tessalane/flow-router", "tessalane/insight-connector", "tessalane/edge-gateway"]);
});

test("an owner who does not exist is GitHub's own message", async () => {
  const answer = await search({ query: "org:nobody-at-all x" });
  expect(answer.error).toMatchObject({ kind: "input", status: 422 });
  expect(answer.text).toContain("resources do not exist or you do not have permission");
});
