import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";
import { batch, scanners } from "../../test/ids.ts";
let asana: Harness;
beforeAll(async () => {
  asana = await startHarness(server);
});
afterAll(() => asana.close());

const place = (args: Record<string, unknown>) => asana.call("asana_add_to_project", args);

test("adds a project beside the one the task is in, in the named section", async () => {
  const { structured } = await place({ task: batch, project: "Customer onboarding", section: "in review" });
  expect(structured.projects).toMatch(
    /^Edge reliability \[\d+\] \/ In progress \[\d+\]; Customer onboarding \[\d+\] \/ In review \[\d+\]$/,
  );
});

test("moves within a project, by name or by the section's id alone", async () => {
  const done = await place({ task: scanners, project: "Edge reliability", section: "Done" });
  expect(done.structured.projects).toMatch(/^Edge reliability \[\d+\] \/ Done \[\d+\]$/);
  const id = /Done \[(\d+)\]/.exec(String(done.structured.projects))?.[1];
  asana.sent();
  expect((await place({ task: batch, section: id })).structured.projects).toContain(`Done [${id}]`);
  expect(asana.sent()).toContain(`POST /api/1.0/sections/${id}/addTask`);
});

test("with neither it says what is missing", async () => {
  expect((await place({ task: batch })).text).toContain("Pass project, section, or both");
});
