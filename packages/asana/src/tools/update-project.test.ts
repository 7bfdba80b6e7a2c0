import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";
import { edge } from "../../test/ids.ts";
let asana: Harness;
beforeAll(async () => {
  asana = await startHarness(server);
});
afterAll(() => asana.close());

const update = (args: Record<string, unknown>) => asana.call("asana_update_project", args);

test("changes what is given, adds sections, and leaves the rest", async () => {
  const updated = await update({
    project: "Edge reliability",
    name: "Edge and night batches",
    notes: "New **plan**",
    owner: "amara",
    start_date: "none",
    due_date: "2027-01-15",
    add_sections: ["Waiting"],
  });
  expect(updated.structured).toMatchObject({
    id: edge,
    name: "Edge and night batches",
    owner: "Amara Nwosu [120641880001001]",
    due_date: "2027-01-15",
  });
  expect(updated.structured.start_date).toBeUndefined();
  const read = await asana.call("asana_get_project", { project: edge });
  expect(read.structured.notes).toBe("New **plan**");
  expect(read.text).toContain("Waiting");
});

test("archives and restores; sections alone change nothing else", async () => {
  expect((await update({ project: edge, archived: true })).structured.archived).toBe(true);
  expect((await update({ project: edge, archived: false })).text).toContain("archived: no");
  asana.sent();
  await update({ project: edge, add_sections: ["One more"] });
  expect(asana.sent().some((line) => line.startsWith("PUT"))).toBe(false);
});

test("nothing to change is said", async () => {
  expect((await update({ project: edge })).text).toContain("Nothing to change");
});
