import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";
import { batch } from "../../test/ids.ts";
let asana: Harness;
beforeAll(async () => {
  asana = await startHarness(server);
});
afterAll(() => asana.close());

test("takes the task out of the project, and a second time changes nothing", async () => {
  const args = { task: batch, project: "Edge reliability" };
  const removed = await asana.call("asana_remove_from_project", args);
  expect(removed.isError, removed.text).toBe(false);
  expect(removed.structured.projects).toBeUndefined();
  expect((await asana.call("asana_remove_from_project", args)).isError).toBe(false);
});

test("an unknown project is refused with a way to find it", async () => {
  const answer = await asana.call("asana_remove_from_project", { task: batch, project: "Nowhere" });
  expect(answer.text).toMatch(
    /No project is called "Nowhere"\. Look it up with asana_search_objects, type project/,
  );
});
