import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let notion: Harness;
beforeAll(async () => {
  notion = await startHarness(server);
});
afterAll(() => notion.close());

const update = (args: Record<string, unknown>) => notion.call("notion_update_page", args);

test("changes properties by name and leaves the others", async () => {
  const page = "Release notes for Flow 4.0";
  const done = await update({
    page,
    properties: { Status: "Done", Due: "2026-11-25", Labels: "", Assignee: "" },
  });
  expect(done.isError, done.text).toBe(false);
  const properties = done.structured.properties as Record<string, string>;
  expect(properties).toMatchObject({ Status: "Done", Due: "2026-11-25", Priority: "High" });
  expect(Object.keys(properties)).not.toContain("Labels");
  expect(Object.keys(properties)).not.toContain("Assignee");
});

test("renames, marks with an icon and cover, takes them away, and locks", async () => {
  const done = await update({
    page: "Every kind of block",
    title: "All blocks",
    icon: "🧱",
    cover: "https://x.example/c.png",
  });
  expect(done.structured).toMatchObject({ title: "All blocks" });
  const id = done.structured.id as string;
  await update({ page: id, icon: "none", cover: "none", locked: true });
  const bodies = notion.sandbox.requests
    .filter((request) => request.method === "PATCH")
    .map((request) => request.body);
  expect(bodies.at(-2)).toMatchObject({ icon: { emoji: "🧱" }, cover: { external: {} } });
  expect(bodies.at(-1)).toEqual({ icon: null, cover: null, is_locked: true });
  const refused = await update({ page: id, title: "Again" });
  expect(refused.text).toMatch(/locked/);
  expect((await notion.call("notion_get_page", { page: id, length: 500 })).structured.locked).toBe(true);
});

test.each([
  ["nothing", { page: "On-call rules" }, /Nothing to change/],
  [
    "a property of a plain page",
    { page: "Tessalane wiki", properties: { Status: "Done" } },
    /no row of a data source/,
  ],
  [
    "an unknown property",
    { page: "On-call rules", properties: { Statu: "Draft" } },
    /Did you mean "Status"\?/,
  ],
  [
    "a date that is none",
    { page: "On-call rules", properties: { "Review by": "soon" } },
    /"soon" is no date for Review by/,
  ],
])("%s is refused", async (_, args, wording) => {
  const answer = await update(args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
});
