import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let linear: Harness;
beforeAll(async () => {
  linear = await startHarness(server);
});
afterAll(() => linear.close());

const create = (args: Record<string, unknown>) =>
  linear.call("linear_create_document", { title: "Cold room notes", content: "## Notes", ...args });

test.each([
  [
    "a project",
    { project: "edge reliability" },
    { project: expect.stringContaining("Edge reliability [") as string },
  ],
  [
    "an initiative",
    { initiative: "Peak season" },
    { initiative: expect.stringContaining("Peak season [") as string },
  ],
  ["a team", { team: "EDG" }, { team: expect.stringContaining("Edge [") as string }],
])("belongs to %s, in two requests", async (_, args, expected) => {
  linear.sent();
  const answer = await create(args);
  expect(answer.structured).toMatchObject({ title: "Cold room notes", ...expected });
  expect(linear.sent()).toHaveLength(2);
  const read = await linear.call("linear_get_document", { document: answer.structured.url });
  expect(read.structured.content).toBe("## Notes");
});

test("a repeat with the same id answers the document that is there", async () => {
  const args = { title: "Once", team: "EDG", id: "7d5f0c0e-5c0a-4f5f-8b44-6a7c1d2e3f44" };
  await create(args);
  expect((await create(args)).structured.id).toBe(args.id);
});

test.each([
  ["nowhere", {}],
  ["two places", { team: "EDG", project: "Edge reliability" }],
])("%s is refused", async (_, args) => {
  const answer = await create(args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(/exactly one of project, initiative and team/);
});
