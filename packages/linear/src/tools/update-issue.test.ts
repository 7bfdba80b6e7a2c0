import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let linear: Harness;
beforeAll(async () => {
  linear = await startHarness(server);
});
afterAll(() => linear.close());

const update = (args: Record<string, unknown>) => linear.call("linear_update_issue", args);
const rows = (answer: Awaited<ReturnType<typeof update>>) =>
  answer.structured.issues as Record<string, string>[];

const labels = async (args: Record<string, unknown>) =>
  rows(await update({ issues: ["EDG-29"], ...args }))[0]?.labels;

test("what needs no name is one request; a name adds one", async () => {
  linear.sent();
  expect(
    rows(await update({ issues: ["EDG-30"], title: "Battery of handhelds", priority: "low" })),
  ).toMatchObject([{ id: "EDG-30", title: "Battery of handhelds", priority: "Low" }]);
  expect(linear.sent()).toHaveLength(1);
  expect(
    rows(await update({ issues: ["EDG-30"], state: "in progress", assignee: "nadia", cycle: "current" })),
  ).toMatchObject([{ state: "In Progress", assignee: "Nadia Haddad", cycle: "Cycle 12" }]);
  expect(linear.sent()).toHaveLength(2);
});

test("an empty text clears", async () => {
  const [row] = rows(
    await update({
      issues: ["EDG-33"],
      assignee: "",
      project: "",
      cycle: "",
      due_date: "",
      milestone: "none",
    }),
  );
  expect(row).toMatchObject({ id: "EDG-33" });
  for (const key of ["assignee", "project", "cycle", "due_date"]) expect(row).not.toHaveProperty(key);
});

test("labels are replaced, or added and removed one by one", async () => {
  expect(await labels({ labels: ["bug", "firmware"] })).toBe("bug, firmware");
  expect(await labels({ add_labels: ["backend"], remove_labels: ["bug"] })).toBe("firmware, backend");
});

test("many issues of several teams are changed team by team, by one look-up", async () => {
  linear.sent();
  const answer = await update({
    issues: ["INS-16", "INS-18", "FLOW-36", "FLOW-35"],
    state: "In Progress",
    priority: "high",
  });
  expect(
    rows(answer)
      .map(({ id, state }) => `${id} ${state}`)
      .toSorted(),
  ).toEqual(["FLOW-35 In Progress", "FLOW-36 In Progress", "INS-16 In Progress", "INS-18 In Progress"]);
  expect(linear.sent()).toHaveLength(3);
  await update({ issues: ["INS-16", "FLOW-36"], priority: "none" });
  expect(linear.sent()).toHaveLength(2);
});

test("nothing is changed when one of many is not there", async () => {
  linear.sent();
  const answer = await update({ issues: ["EDG-28", "EDG-9999"], priority: "low" });
  expect(answer.text).toContain("Linear has no issue EDG-9999. Nothing was changed.");
  expect(linear.sent()).toHaveLength(1);
});

test("a state's type means the first such state of the team's workflow", async () => {
  expect(rows(await update({ issues: ["SEC-14"], state: "started" }))).toMatchObject([
    { state: "In Progress" },
  ]);
});

test("a milestone is looked for in the project that is given", async () => {
  const project = await linear.call("linear_get_project", { project: "Edge reliability" });
  const [{ id } = { id: "" }] = project.structured.milestones as { id: string }[];
  const answer = await update({ issues: ["FLOW-42"], project: "Flow 4.0 launch", milestone: "go-live" });
  expect(answer.isError, answer.text).toBe(false);
  expect((await update({ issues: ["FLOW-42"], milestone: id })).isError).toBe(false);
});

test("an issue that moves to a team gets its states", async () => {
  const [row] = rows(await update({ issues: ["EDG-35"], team: "SEC", state: "Todo" }));
  expect(row).toMatchObject({ id: "SEC-19", state: "Todo" });
  const old = await linear.call("linear_get_issue", { issue: "EDG-35" });
  expect(old.structured.issue).toMatchObject({ id: "SEC-19", team: "Security [SEC]" });
});

test.each([
  ["nothing", { issues: ["EDG-31"] }, /Nothing to change/],
  [
    "labels in two ways",
    { issues: ["EDG-31"], labels: ["bug"], add_labels: ["firmware"] },
    /Pass either labels/,
  ],
  ["one title for two issues", { issues: ["EDG-31", "EDG-32"], title: "x" }, /one issue at a time/],
  [
    "a state of another team",
    { issues: ["ONB-43"], state: "Shipped" },
    /No state in team ONB is called "Shipped"/,
  ],
  [
    "an issue that is not there",
    { issues: ["EDG-9999"], state: "Done" },
    /Linear has no issue EDG-9999 \(404\)/,
  ],
])("%s is refused", async (_, args, wording) => {
  const answer = await update(args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
});
