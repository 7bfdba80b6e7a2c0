import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let github: Harness;
beforeAll(async () => {
  github = await startHarness(server);
});
afterAll(() => github.close());

const list = (args: Record<string, unknown>) =>
  github.call("github_list_workflow_runs", { repository: "tessalane/flow-router", ...args });

test("lists runs by state, branch, event and person", async () => {
  const failed = await list({ status: "failure" });
  expect(failed.structured.runs).toMatchObject([
    { title: "Retry webhooks for 24 hours", result: "failure", branch: "jonas/flow-44" },
  ]);
  expect((await list({ branch: "main", event: "push", actor: "@me" })).structured.runs).toHaveLength(4);
});

test("a run's jobs come failed ones first, with the step", async () => {
  const [{ id } = { id: 0 }] = (await list({ status: "failure" })).structured.runs as { id: number }[];
  const answer = await list({ run_id: id });
  expect(answer.structured.jobs).toMatchObject([
    { name: "test", result: "failure", failed_step: "Run npm test" },
    { name: "lint", result: "success" },
  ]);
});

test("what narrows runs is refused with run_id", async () => {
  expect((await list({ run_id: 1, branch: "main" })).text).toContain('"branch" narrows runs');
  expect((await list({ run_id: 1 })).text).toContain("no workflow run 1 in tessalane/flow-router");
});
