import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let linear: Harness;
beforeAll(async () => {
  linear = await startHarness(server);
});
afterAll(() => linear.close());

const add = (args: Record<string, unknown>) =>
  linear.call("linear_add_comment", { body: "Index is **built**.", ...args });
const comments = async (issue: string) =>
  (await linear.call("linear_list_comments", { issue })).structured.comments as Record<string, string>[];

test("writes on an issue in one request, and answers in a thread", async () => {
  linear.sent();
  const first = await add({ issue: "EDG-30" });
  expect(first.structured).toMatchObject({ author: "Amara Nwosu", body: "Index is **built**." });
  expect(linear.sent()).toHaveLength(1);
  await add({ issue: "EDG-30", body: "Thanks", reply_to: first.structured.id });
  expect(await comments("EDG-30")).toMatchObject([
    { id: first.structured.id },
    { body: "Thanks", reply_to: first.structured.id },
  ]);
});

test("writes on a project update and on a document given by title", async () => {
  const update = await add({ project_update: "63790ba1-2a3d-4057-a2f0-0d1ee778e8a2" });
  expect(update.structured.url).toContain("/updates#");
  linear.sent();
  const document = await add({ document: "scim provisioning design" });
  expect(document.structured.url).toContain("/document/scim-provisioning-design");
  expect(linear.sent()).toHaveLength(2);
});

test("a broken connection does not double the comment", async () => {
  linear.sandbox.faults.add({ vendor: "linear", kind: "cut", afterEffect: true, times: 1 });
  const answer = await add({ issue: "EDG-36", body: "Once" });
  expect(answer.isError, answer.text).toBe(false);
  expect(await comments("EDG-36")).toHaveLength(1);
});

test.each([
  ["no place", {}, /exactly one of issue, project_update and document/],
  ["two places", { issue: "EDG-31", document: "On-call rules" }, /exactly one of/],
  [
    "a document that is not there",
    { document: "Nowhere" },
    /No document is called "Nowhere".*linear_list_documents/,
  ],
  [
    "a comment that is not there",
    { issue: "EDG-31", reply_to: "63790ba1-2a3d-4057-a2f0-0d1ee778e8a2" },
    /Linear has no EDG-31, or comment 63790ba1/,
  ],
  ["what is no UUID", { issue: "EDG-31", reply_to: "the first" }, /"reply_to": "the first" is no UUID/],
])("%s is refused", async (_, args, wording) => {
  const answer = await add(args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
});
