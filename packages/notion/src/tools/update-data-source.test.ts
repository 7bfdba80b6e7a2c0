import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let notion: Harness;
beforeAll(async () => {
  notion = await startHarness(server, { selection: { groups: ["all"] } });
});
afterAll(() => notion.close());

const update = (args: Record<string, unknown>) =>
  notion.call("notion_update_data_source", { data_source: "Documents", ...args });
const columns = (answer: Awaited<ReturnType<typeof update>>) =>
  Object.fromEntries(
    (answer.structured.properties as { name: string; type: string; detail?: string }[]).map((one) => [
      one.name,
      one,
    ]),
  );

test("adds, renames and removes columns and adds options in one call, and writes see them at once", async () => {
  const done = await update({
    add: ["Reviewed on: date"],
    add_options: ["Kind: memo, plan", "Status: Archived"],
    rename: ["Words -> Length"],
    remove: ["Verified"],
    title: "Papers",
  });
  expect(done.isError, done.text).toBe(false);
  expect(done.structured.name).toBe("Papers");
  const after = columns(done);
  expect(after).toMatchObject({
    "Reviewed on": { type: "date" },
    Length: { type: "number" },
    Kind: { detail: "spec, plan, review, guide, notes, policy, memo" },
    Status: { detail: "Draft, In review, Published, Archived" },
  });
  expect(Object.keys(after)).not.toContain("Verified");
  const row = await notion.call("notion_create_page", {
    title: "New",
    data_source: done.structured.id,
    properties: { Kind: "memo", "Reviewed on": "2026-11-20", Status: "Archived" },
  });
  expect(row.isError, row.text).toBe(false);
});

test.each([
  [{}, /Nothing to change/],
  [{ rename: ["Kind to Type"] }, /write "Old name -> New name"/],
  [{ remove: ["Nothing"] }, /There is no property "Nothing"/],
  [{ add_options: ["Author: me"] }, /Author is a people, which has no options/],
  [{ remove: ["Name"] }, /Cannot delete the title property/],
])("%j is refused", async (args, wording) => {
  const answer = await update({ data_source: "2df7d926-7eb1-4a59-a6d7-ce649b323af8", ...args });
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
});
