import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callsOnly, startGong, startWithToken } from "../../test/gong.ts";

let gong: Harness;
beforeAll(async () => {
  gong = await startGong();
});
afterAll(() => gong.close());

const list = (args: Record<string, unknown>) => gong.call("gong_list_flows", args);

test("shows the company's, the user's own and the shared flows", async () => {
  expect((await list({ owner: "lucas" })).text).toMatchInlineSnapshot(`
    "id	name	folder	visibility	created_at	exclusive
    1512047823990001	New lead, five touches	Outbound	company	2026-07-23T09:00:00Z	false
    1512047823990011	After the trade fair	Outbound	company	2026-07-24T09:00:00Z	false
    1512047823990021	Renewal in 90 days	Renewals	company	2026-07-25T09:00:00Z	true
    1512047823990031	Quiet prospects	Priya	shared	2026-07-26T09:00:00Z	false
    1512047823990051	Second look	Lucas	personal	2026-07-28T09:00:00Z	false"
  `);
});

test("is bound to a workspace, and pages", async () => {
  const owner = "priya.venkataraman@tessalane.example";
  expect((await list({ owner, workspace: "Customer Success" })).structured.flows).toMatchObject([
    { name: "Renewal in 90 days" },
  ]);
  const first = await list({ owner, limit: 3 });
  const second = await list({ owner, limit: 3, cursor: first.structured.next_cursor });
  expect(second.structured.flows).toMatchObject([
    { name: "Quiet prospects" },
    { name: "Warehouse managers" },
  ]);
});

test("an id is turned into the address that Gong asks for", async () => {
  gong.sent();
  expect(await list({ owner: "Lucas Ferreira [4521703381940000572]", limit: 1 })).toSucceed();
  expect(gong.sent()).toEqual(["GET /v2/users/4521703381940000572", "GET /v2/flows"]);
});

test("an address that Gong does not know is refused with Gong's words", async () => {
  expect(await list({ owner: "nobody@tessalane.example" })).toFailWith("input", /there is no user nobody@/);
});

test("the scope is named when it is lacking", async () => {
  const few = await startWithToken(callsOnly);
  const answer = await few.call("gong_list_flows", { owner: "priya.venkataraman@tessalane.example" });
  expect(answer).toFailWith("auth", /lacks the scope api:flows:read/);
  await few.close();
});
