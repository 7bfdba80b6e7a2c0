import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let linear: Harness;
beforeAll(async () => {
  linear = await startHarness(server);
});
afterAll(() => linear.close());

const list = (args: Record<string, unknown> = {}) => linear.call("linear_list_initiatives", args);
const names = async (args: Record<string, unknown>) =>
  ((await list(args)).structured.initiatives as { name: string }[]).map(({ name }) => name);

test("lists open initiatives with their projects in one request", async () => {
  const answer = await list({ query: "enterprise" });
  expect(answer.text).toMatchInlineSnapshot(`
    "id	name	status	health	owner	target_date	projects	description	url
    7bccbee3-3fe6-4d30-a8eb-0d8ea5d12149	Enterprise ready	Active	on track	Tobias Renner [5b381e5d-52ff-4754-a879-be8e7cb3b4f4]	2027-02-03	Sign-on and provisioning (In Progress, on track, 36.5%), Customer onboarding (In Progress, at risk, 12.5%)	What security teams and large customers ask for	https://linear.app/tessalane/initiative/enterprise-ready-7bccbee33fe6"
  `);
  expect(linear.sent()).toHaveLength(1);
});

test("by status and owner", async () => {
  expect(await names({})).toHaveLength(3);
  expect(await names({ status: "Completed" })).toEqual(["Move to one code base"]);
  expect(await names({ owner: "ines" })).toEqual(["Peak season"]);
  expect((await list({ owner: "nobody at all" })).text).toMatch(/No person is called "nobody at all"/);
});
