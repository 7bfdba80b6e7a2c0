import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let linear: Harness;
beforeAll(async () => {
  linear = await startHarness(server);
});
afterAll(() => linear.close());

const document = "SCIM provisioning design";
const update = (args: Record<string, unknown>) =>
  linear.call("linear_update_document", { document, ...args });
const content = async () =>
  (await linear.call("linear_get_document", { document })).structured.content as string;

test("replaces one passage and leaves the rest, in two requests", async () => {
  const before = await content();
  linear.sent();
  const answer = await update({ find: "Close all sessions.", replace: "Close all sessions at once." });
  expect(answer.isError, answer.text).toBe(false);
  expect(linear.sent()).toHaveLength(2);
  expect(await content()).toBe(before.replace("Close all sessions.", "Close all sessions at once."));
});

test("a replacement is text, not a pattern", async () => {
  await update({ find: "at once", replace: "$& $1" });
  expect(await content()).toContain("Close all sessions $& $1.");
});

test("every occurrence only when asked for", async () => {
  expect((await update({ find: "user", replace: "person" })).text).toMatch(
    /occurs \d times .*pass more of it, or replace_all/,
  );
  await update({ find: "user", replace: "person", replace_all: true });
  expect(await content()).not.toContain("user");
});

test("title and whole content", async () => {
  const answer = await update({ title: "SCIM design", content: "Short." });
  expect(answer.structured).toMatchObject({ title: "SCIM design", total_chars: 6 });
  await linear.call("linear_update_document", { document: "SCIM design", title: document });
  expect(await content()).toBe("Short.");
});

test.each([
  ["nothing", {}, /Nothing to change/],
  ["find without replace", { find: "x" }, /Pass find and replace together/],
  ["content and find", { content: "x", find: "x", replace: "y" }, /either content/],
  ["a passage that is not there", { find: "nowhere", replace: "x" }, /does not contain the passage/],
  ["a document that is not there", { document: "Nowhere", title: "x" }, /No document is called "Nowhere"/],
])("%s is refused", async (_, args, wording) => {
  const answer = await update(args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
});
