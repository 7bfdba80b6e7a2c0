import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let linear: Harness;
beforeAll(async () => {
  linear = await startHarness(server);
});
afterAll(() => linear.close());

const get = (args: Record<string, unknown>) => linear.call("linear_get_project", args);

test("reads a project by name with milestones, update and counts in one request", async () => {
  const answer = await get({ project: "edge reliability" });
  expect(linear.sent()).toHaveLength(1);
  expect(answer.structured).toMatchObject({
    health: "at risk",
    lead: expect.stringMatching(/^Tobias Renner \[[0-9a-f-]{36}\]$/) as string,
    issues: "4 started, 4 unstarted, 2 backlog, 2 completed",
    milestones: [{ name: "Night batch in time for two weeks" }, { name: "Firmware 2.8.1", status: "next" }],
    latest_update: expect.stringContaining("Tobias Renner, at risk") as string,
  });
});

test.each([
  ["its id", "5104d378-e4cf-4142-a7f4-909f21173725"],
  ["its link", "https://linear.app/tessalane/project/edge-reliability-5104d378e4cf"],
])("takes %s as well", async (_, project) => {
  expect((await get({ project })).structured.name).toBe("Edge reliability");
});

test("a long description is read on by offset", async () => {
  await linear.call("linear_update_project", { project: "Insight connector", content: "x".repeat(7000) });
  const first = await get({ project: "Insight connector" });
  expect(first.structured.next_offset).toBe(6000);
  expect(first.text).toContain("More text: repeat with offset: 6000");
  expect((await get({ project: "Insight connector", offset: 6000 })).structured.content).toBe(
    "x".repeat(1000),
  );
});

test("a project that is not there, and one of several of that name, are named", async () => {
  expect((await get({ project: "Nowhere" })).text).toMatch(
    /No project is called "Nowhere".*linear_list_projects/,
  );
  await linear.call("linear_create_project", { name: "Edge reliability", teams: ["SEC"] });
  expect((await get({ project: "Edge reliability" })).text).toMatch(
    /fits several: pass one of Edge reliability \[/,
  );
});
