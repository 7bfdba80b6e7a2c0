import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let linear: Harness;
beforeAll(async () => {
  linear = await startHarness(server);
});
afterAll(() => linear.close());

const list = (args: Record<string, unknown> = {}) => linear.call("linear_list_projects", args);
const names = async (args: Record<string, unknown>) =>
  ((await list(args)).structured.projects as { name: string }[]).map(({ name }) => name);

test("lists open projects with health and progress in one request", async () => {
  const answer = await list({ team: "EDG" });
  expect(answer.text).toMatchInlineSnapshot(`
    "id	name	status	health	lead	teams	start_date	target_date	progress	updated_at	url
    5104d378-e4cf-4142-a7f4-909f21173725	Edge reliability	In Progress	at risk	Tobias Renner	Edge [EDG]	2026-09-21	2026-12-11	25.6	2026-11-19T12:00:00.000Z	https://linear.app/tessalane/project/edge-reliability-5104d378e4cf"
  `);
  expect(linear.sent()).toHaveLength(1);
});

test.each([
  ["part of the name", { query: "sign-on" }, ["Sign-on and provisioning"]],
  ["its lead", { lead: "sofia" }, ["Flow 4.0 launch"]],
  ["its initiative", { initiative: "peak season" }, ["Flow 4.0 launch", "Edge reliability"]],
  ["me", { lead: "me" }, ["Sign-on and provisioning"]],
])("by %s", async (_, args, expected) => {
  expect(await names(args)).toEqual(expected);
});

test("completed projects come when asked for", async () => {
  await linear.call("linear_update_project", { project: "Insight connector", status: "Completed" });
  expect(await names({ query: "insight" })).toEqual([]);
  expect(await names({ query: "insight", include_closed: true })).toEqual(["Insight connector"]);
  expect(await names({ status: "completed" })).toEqual(["Insight connector"]);
});

test("a status that does not exist is named with those that do", async () => {
  expect((await list({ status: "Shipped" })).text).toMatch(
    /No project status is called "Shipped".*Accepted: .*Paused \[/,
  );
});
