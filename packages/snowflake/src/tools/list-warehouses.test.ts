import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSnowflake } from "../../test/harness.ts";

let snowflake: Harness;
beforeAll(async () => {
  snowflake = await startSnowflake();
});
afterAll(() => snowflake.close());

test("shows size, state and queue, and which one is in use", async () => {
  const answer = await snowflake.call("snowflake_list_warehouses", {});
  expect(answer.text).toMatchInlineSnapshot(`
    "name	state	size	running	queued	auto_suspend_seconds	current	comment
    ANALYTICS_WH	started	X-Small	1	0	60	true	Dashboards and agents
    LOADING_WH	started	Small	3	2	60	false	Hourly loads
    SCIENCE_WH	suspended	Large	0	0	60	false	Ask Nadia before use"
  `);
  const one = await snowflake.call("snowflake_list_warehouses", { query: "load" });
  expect(one.structured).toMatchObject({ warehouses: [{ name: "LOADING_WH", queued: 2, current: false }] });
});
