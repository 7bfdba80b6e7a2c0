import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";
import { tokens } from "../../test/ids.ts";
let asana: Harness;
beforeAll(async () => {
  asana = await startHarness(server);
});
afterAll(() => asana.close());

test("shows sections, custom fields with their options, and counts", async () => {
  const answer = await asana.call("asana_get_project", {
    project: "https://app.asana.com/0/1206445648880322/list",
  });
  expect(answer.structured).toMatchObject({
    name: "Edge reliability",
    owner: "Tobias Renner [120641880000201]",
    status: expect.stringMatching(/^at risk: /) as string,
    open_tasks: 10,
    completed_tasks: 3,
    notes: "Scanners that stay connected and night batches that end on time.",
  });
  expect((answer.structured.sections as { name: string }[]).map(({ name }) => name)).toEqual([
    "Backlog",
    "To do",
    "In progress",
    "In review",
    "Done",
  ]);
  expect(answer.structured.custom_fields).toContainEqual(
    expect.objectContaining({
      name: "Priority",
      type: "enum",
      options: expect.arrayContaining([expect.stringMatching(/^Urgent \[\d+\]$/)]) as string[],
    }),
  );
});

test("on a free plan it comes without custom fields", async () => {
  const free = await startHarness(server, { env: { ASANA_ACCESS_TOKEN: tokens.free } });
  const answer = await free.call("asana_get_project", { project: "Edge reliability" });
  expect(answer.isError, answer.text).toBe(false);
  expect(answer.structured.custom_fields).toBeUndefined();
  await free.close();
});

test("an unknown id is named", async () => {
  expect((await asana.call("asana_get_project", { project: "12" })).text).toContain("no project 12 (404)");
});
