import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let linear: Harness;
beforeAll(async () => {
  linear = await startHarness(server);
});
afterAll(() => linear.close());

const create = (args: Record<string, unknown>) => linear.call("linear_create_issue", args);

test("everything is given by name, in two requests, and can be read back", async () => {
  linear.sent();
  const answer = await create({
    title: "Spare antenna for the cold room",
    team: "edge",
    description: "One for **each** hall",
    state: "todo",
    assignee: "lucas",
    priority: "high",
    estimate: 2,
    due_date: "2026-12-01",
    labels: ["Bug", "support"],
    project: "edge reliability",
    milestone: "Firmware 2.8.1",
    cycle: "next",
    parent: "EDG-31",
  });
  expect(answer.isError, answer.text).toBe(false);
  expect(linear.sent()).toHaveLength(2);
  const read = await linear.call("linear_get_issue", { issue: answer.structured.id });
  expect(read.structured.issue).toMatchObject({
    state: expect.stringContaining("Todo [") as string,
    assignee: expect.stringContaining("Lucas Ferreira [") as string,
    priority: "High",
    estimate: "2",
    due_date: "2026-12-01",
    labels: expect.stringMatching(/^bug \[.*support \[/) as string,
    milestone: expect.stringContaining("Firmware 2.8.1 [") as string,
    cycle: expect.stringContaining("Cycle 13 [") as string,
    parent: "EDG-31",
    description: "One for **each** hall",
  });
});

test.each([
  [
    "a state of no team",
    { state: "Shipped" },
    /No state in team EDG is called "Shipped"\..*Accepted: .*In Progress \(EDG\)/,
  ],
  ["a label of another team", { labels: ["launch"] }, /No label in team EDG is called "launch"/],
  ["a group of labels", { labels: ["Area"] }, /is a group of labels/],
  [
    "a cycle of a team without cycles",
    { team: "ONB", cycle: "current" },
    /No cycle in team ONB is called "current"\. Accepted: none/,
  ],
  ["a person who left", { assignee: "Owen Blackwood" }, /No person is called "Owen Blackwood"/],
  ["an ambiguous person", { assignee: "an" }, /"an" fits several: pass one of .*Hana Kobayashi <hana/],
])("%s is refused with what there is, and nothing is created", async (_, args, wording) => {
  linear.sent();
  const answer = await create({ title: "x", team: "EDG", ...args });
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
  expect(linear.sandbox.requests.at(-1)?.body).not.toMatchObject({
    query: expect.stringContaining("mutation") as string,
  });
});

test("a retired team is refused in Linear's words", async () => {
  expect((await create({ title: "x", team: "LAB" })).text).toMatch(
    /Linear says: Issues cannot be created in a retired team/,
  );
});

test("a broken connection is tried again and cannot double the issue", async () => {
  linear.sandbox.faults.add({ vendor: "linear", kind: "cut", afterEffect: true, after: 1, times: 1 });
  const answer = await create({ title: "Only once", team: "EDG" });
  expect(answer.isError, answer.text).toBe(false);
  const found = await linear.call("linear_search_issues", { query: "Only once" });
  expect(found.structured.issues).toMatchObject([{ id: answer.structured.id }]);
});

test("a call repeated with an id of the caller's own answers the issue that is there", async () => {
  const args = { title: "From a form", team: "EDG", id: "7d5f0c0e-5c0a-4f5f-8b44-6a7c1d2e3f40" };
  const first = await create(args);
  const second = await create(args);
  expect(second.structured.id).toBe(first.structured.id);
  expect((await create({ ...args, id: "mine" })).text).toContain('"id": "mine" is no UUID');
});

test("a token without the right is told which scope it lacks", async () => {
  const limited = await startHarness(server, {
    env: { LINEAR_API_KEY: "lin_api_sandboxReadOnly00000000000000000" },
  });
  const answer = await limited.call("linear_create_issue", { title: "x", team: "EDG" });
  expect(answer.error).toMatchObject({ kind: "auth", status: 403, retryable: false });
  expect(answer.text).toMatch(/LINEAR_API_KEY lacks the scope issues:create/);
  await limited.close();
});
