import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let linear: Harness;
beforeAll(async () => {
  linear = await startHarness(server);
});
afterAll(() => linear.close());

const update = (args: Record<string, unknown>) =>
  linear.call("linear_update_project", { project: "edge reliability", ...args });

test("changes only what is given, by name, in two requests", async () => {
  const answer = await update({ status: "Paused", lead: "amara", target_date: "2027-01-15" });
  expect(linear.sent()).toHaveLength(2);
  expect(answer.structured).toMatchObject({
    name: "Edge reliability",
    status: "Paused",
    lead: "Amara Nwosu",
    target_date: "2027-01-15",
    start_date: "2026-09-21",
  });
});

test("an empty text clears lead and date", async () => {
  const { structured } = await update({ lead: "", target_date: "" });
  expect(structured).not.toHaveProperty("lead");
  expect(structured).not.toHaveProperty("target_date");
});

test.each([
  ["nothing", {}, /Nothing to change/],
  ["a project that is not there", { project: "Nowhere", priority: "low" }, /No project is called "Nowhere"/],
  ["a status that is not there", { status: "Shipped" }, /No project status is called "Shipped"/],
  ["a date that is none", { target_date: "soon" }, /must be a date as 2026-11-30/],
])("%s is refused", async (_, args, wording) => {
  const answer = await update(args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
});
