import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterEach, beforeEach, expect, test } from "vitest";
import server from "../server.ts";

let github: Harness;
beforeEach(async () => {
  github = await startHarness(server);
});
afterEach(() => github.close());

const update = (args: Record<string, unknown>) =>
  github.call("github_update_issue", { repository: "tessalane/flow-router", number: 6, ...args });

test("closes with a reason and reopens", async () => {
  expect((await update({ state: "closed", reason: "not_planned" })).structured.state).toBe(
    "closed (not_planned)",
  );
  expect((await update({ state: "open" })).structured.state).toBe("open");
});

test("labels are added and taken off, the others stay", async () => {
  const answer = await update({ add_labels: ["Backend"], remove_labels: ["BUG"] });
  expect(answer.structured.labels).toEqual(["webhooks", "backend"]);
});

test("assignees are replaced, by name or e-mail; a milestone is taken out by nothing", async () => {
  const answer = await update({ assignees: ["mei.tanaka@tessalane.example"], milestone: "" });
  expect(answer.structured).toMatchObject({ assignees: ["mtanaka-tessalane"] });
  expect(answer.structured).not.toHaveProperty("milestone");
  expect((await update({ assignees: [], type: "" })).structured.assignees).toEqual([]);
});

test("after a cut connection the same change is sent again", async () => {
  github.sandbox.faults.add({ method: "PATCH", kind: "cut", afterEffect: true, times: 1 });
  expect((await update({ title: "Webhooks stop too early" })).structured.title).toBe(
    "Webhooks stop too early",
  );
});

test("title and text are replaced", async () => {
  const answer = await update({ title: "Webhooks stop too early", body: "After one hour." });
  expect(answer.structured.title).toBe("Webhooks stop too early");
  const sent = github.sandbox.requests.findLast((one) => one.method === "PATCH")?.body;
  expect(sent).toEqual({ title: "Webhooks stop too early", body: "After one hour." });
});

test.each([
  ["no change", {}, /Nothing to change/],
  ["a reason without closing", { reason: "completed" }, /goes with state: "closed"/],
])("%s is refused before a request is sent", async (_, args, wording) => {
  const answer = await update(args);
  expect(answer.text).toMatch(wording);
  expect(github.sent()).toEqual([]);
});
