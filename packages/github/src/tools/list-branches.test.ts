import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let github: Harness;
beforeAll(async () => {
  github = await startHarness(server);
});
afterAll(() => github.close());

const list = async (args: Record<string, unknown>) => {
  const answer = await github.call("github_list_branches", { repository: "tessalane/flow-router", ...args });
  return { ...answer, names: ((answer.structured.rows ?? []) as { name: string }[]).map((row) => row.name) };
};

test("lists branches, the protected one marked, and tags", async () => {
  const branches = await list({});
  expect(branches.names).toEqual(["amara/sec-12", "jonas/flow-40", "jonas/flow-44", "main", "mei/flow-33"]);
  expect(branches.structured.rows).toContainEqual(expect.objectContaining({ name: "main", protected: true }));
  expect((await list({ kind: "tags" })).names).toEqual(["v4.0.0-rc.2", "v4.0.0-rc.1"]);
});

test("query chooses by part of the name, also over pages", async () => {
  expect((await list({ query: "FLOW", limit: 1 })).names).toEqual(["jonas/flow-40"]);
  const rest = await list({
    query: "FLOW",
    limit: 5,
    cursor: (await list({ query: "FLOW", limit: 1 })).structured.next_cursor,
  });
  expect(rest.names).toEqual(["jonas/flow-44", "mei/flow-33"]);
});
