import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let linear: Harness;
beforeAll(async () => {
  linear = await startHarness(server);
});
afterAll(() => linear.close());

const list = (args: Record<string, unknown> = {}) => linear.call("linear_list_labels", args);
const labels = async (args: Record<string, unknown>) =>
  (await list({ limit: 250, ...args })).structured.labels as Record<string, unknown>[];

test("labels of the workspace and of a team are told apart, groups named, in one request", async () => {
  expect(await labels({ query: "area" })).toMatchObject([{ name: "Area", is_group: true }]);
  expect(await labels({ query: "BACKEND" })).toMatchObject([
    { parent: expect.stringContaining("Area [") as string },
  ]);
  linear.sent();
  expect((await labels({ team: "edge" })).map(({ name }) => name)).toEqual([
    "firmware",
    "hardware",
    "support",
  ]);
  expect(linear.sent()).toHaveLength(1);
  expect((await labels({ team: "none" })).every(({ team }) => team === undefined)).toBe(true);
});

test("one name may be a label of two teams", async () => {
  expect((await labels({ query: "support" })).map(({ team }) => String(team).slice(0, 3))).toEqual([
    "EDG",
    "ONB",
  ]);
});

test("a team that does not exist is named", async () => {
  expect((await list({ team: "Nowhere" })).text).toMatch(/No team is called "Nowhere"/);
});
