import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callsOnly, startGong, startWithToken } from "../../test/gong.ts";

let gong: Harness;
beforeAll(async () => {
  gong = await startGong();
});
afterAll(() => gong.close());

test("returns the workspaces", async () => {
  expect((await gong.call("gong_list_workspaces")).text).toMatchInlineSnapshot(`
    "id	name	description
    6243517728310051984	Sales	Calls with prospects, from first contact to contract
    6243517728310052077	Customer Success	Service reviews and renewals"
  `);
});

test("the scope is named when it is lacking", async () => {
  const few = await startWithToken(callsOnly);
  expect(await few.call("gong_list_workspaces")).toFailWith("auth", /lacks the scope api:workspaces:read/);
  await few.close();
});

test("--check names the workspaces, which Gong tells instead of an owner", async () => {
  const identity = await gong.engine.identify(AbortSignal.timeout(5000));
  expect(identity.account).toBe("a company with the workspaces Sales, Customer Success");
  const few = await startWithToken(callsOnly);
  expect((await few.engine.identify(AbortSignal.timeout(5000))).account).toMatch(/api:workspaces:read/);
  await few.close();
});
