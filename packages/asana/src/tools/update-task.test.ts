import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";
import { batch, firmware, scanners } from "../../test/ids.ts";
let asana: Harness;
beforeAll(async () => {
  asana = await startHarness(server);
});
afterAll(() => asana.close());

const update = (args: Record<string, unknown>) => asana.call("asana_update_task", args);

test("completes a task and reopens it", async () => {
  const done = await update({ task: batch, completed: true });
  expect(done.structured).toMatchObject({ completed: true, completed_at: expect.any(String) as string });
  const open = await update({ task: batch, completed: false });
  expect(open.structured.completed).toBe(false);
  expect(open.structured.completed_at).toBeUndefined();
  const stories = await asana.call("asana_list_comments", { task: batch, include_system: true });
  expect(stories.text).toContain("(marked_complete)");
});

test("changes what is given and leaves the rest", async () => {
  const before = await asana.call("asana_get_task", { task: scanners, include: [] });
  const after = await update({
    task: scanners,
    name: "Scanners drop in the cold",
    assignee: "none",
    due_date: "none",
    custom_fields: { priority: "low", "Promised on": "2026-12-24T09:00:00Z", Products: "" },
  });
  expect(after.structured.assignee).toBeUndefined();
  expect(after.structured.due_date).toBeUndefined();
  expect(after.structured).toMatchObject({
    name: "Scanners drop in the cold",
    projects: before.structured.projects,
    custom_fields: { Priority: "Low", "Promised on": "2026-12-24T09:00:00.000Z", "Work key": "EDG-27" },
  });
  expect((after.structured.custom_fields as Record<string, string>).Products).toBeUndefined();
});

test("tags are added and removed by name, a parent is set and cleared", async () => {
  const { structured } = await update({
    task: firmware,
    add_tags: ["hardware"],
    remove_tags: ["release"],
    parent: scanners,
  });
  expect(structured.tags).toMatch(/^firmware \[\d+\]; hardware \[\d+\]$/);
  expect(structured.parent).toContain(scanners);
  expect((await update({ task: firmware, parent: "none" })).structured.parent).toBeUndefined();
});

test("a start date needs a later due date, in Asana's words", async () => {
  const answer = await update({ task: batch, start_date: "2026-12-24" });
  expect(answer.error).toMatchObject({ kind: "input", status: 400 });
  expect(answer.text).toContain("start date must be before the due date");
});

test("nothing to change is said without a request", async () => {
  asana.sent();
  expect((await update({ task: batch })).text).toContain("Nothing to change");
  expect(asana.sent()).toEqual([]);
});
