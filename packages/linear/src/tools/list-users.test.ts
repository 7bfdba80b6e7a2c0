import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let linear: Harness;
beforeAll(async () => {
  linear = await startHarness(server);
});
afterAll(() => linear.close());

const users = async (args: Record<string, unknown> = {}) =>
  (await linear.call("linear_list_users", args)).structured.users as Record<string, unknown>[];

test("lists people with role; who left comes when asked for", async () => {
  const active = await users();
  expect(active).toHaveLength(14);
  expect(active.find(({ name }) => name === "Amara Nwosu")).toMatchObject({
    role: "admin",
    active: true,
    display_name: "amara",
  });
  expect(await users({ query: "owen" })).toEqual([]);
  expect(await users({ query: "OWEN", include_inactive: true })).toMatchObject([
    { name: "Owen Blackwood", active: false },
  ]);
});

test("finds by part of the e-mail in one request", async () => {
  linear.sent();
  expect(await users({ query: "lindqvist@" })).toMatchObject([{ name: "Sofia Lindqvist" }]);
  expect(linear.sent()).toHaveLength(1);
});
