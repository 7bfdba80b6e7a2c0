import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let linear: Harness;
beforeAll(async () => {
  linear = await startHarness(server);
});
afterAll(() => linear.close());

const add = (args: Record<string, unknown>) =>
  linear.call("linear_add_project_update", {
    project: "Insight connector",
    body: "Region is **pinned**.",
    ...args,
  });

test("the health of the update shows on the project", async () => {
  const answer = await add({ health: "off_track" });
  expect(answer.structured).toMatchObject({
    project: "Insight connector",
    health: "off track",
    author: "Amara Nwosu",
  });
  expect(linear.sent()).toHaveLength(2);
  const read = await linear.call("linear_get_project", { project: "Insight connector" });
  expect(read.structured).toMatchObject({
    health: "off track",
    latest_update: expect.stringContaining("Region is **pinned**.") as string,
  });
});

test("without a health the one before stays, and a repeat with the same id is one update", async () => {
  const id = "7d5f0c0e-5c0a-4f5f-8b44-6a7c1d2e3f43";
  expect((await add({ project: "Edge reliability", id })).structured).toMatchObject({
    id,
    health: "at risk",
  });
  expect((await add({ project: "Edge reliability", id })).structured).toMatchObject({ id });
});

test("a project that is not there is named", async () => {
  expect((await add({ project: "Insigt connector" })).text).toMatch(/Did you mean "Insight connector"\?/);
});
