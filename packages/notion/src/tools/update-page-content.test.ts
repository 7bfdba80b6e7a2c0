import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let notion: Harness;
beforeAll(async () => {
  notion = await startHarness(server);
});
afterAll(() => notion.close());

const edit = (args: Record<string, unknown>) => notion.call("notion_update_page_content", args);
const textOf = async (page: string) =>
  (await notion.call("notion_get_page", { page })).structured.markdown as string;

test("appends, prepends, and replaces a passage as it was read", async () => {
  const page = "Competing with Routely and Corvid";
  await edit({ page, action: "prepend", markdown: "**Draft**" });
  await edit({ page, action: "append", markdown: "The end." });
  const done = await edit({
    page,
    action: "replace_text",
    find: "Cheaper by about 15%.",
    markdown: "Cheaper by 10%.",
  });
  expect(done.isError, done.text).toBe(false);
  const text = await textOf(page);
  expect(text).toMatch(/^\*\*Draft\*\*\n/);
  expect(text).toMatch(/\nThe end\.$/);
  expect(text).toContain("Cheaper by 10%. No store-level");
  expect(done.structured.total_chars).toBe(text.length);
});

test("a passage that occurs twice needs all_matches", async () => {
  const page = "Support handbook";
  await edit({ page, action: "append", markdown: "One cup, two cups" });
  const several = await edit({ page, action: "replace_text", find: "cup", markdown: "mug" });
  expect(several.text).toMatch(/2 matches found for old_str/);
  await edit({ page, action: "replace_text", find: "cup", markdown: "mug", all_matches: true });
  expect(await textOf(page)).toContain("One mug, two mugs");
});

test("child pages survive a replacement unless deleting them is allowed", async () => {
  const page = "Tessalane wiki";
  const refused = await edit({ page, action: "replace_all", markdown: "Empty now" });
  expect(refused.error?.kind).toBe("input");
  expect(refused.text).toMatch(/would delete 5 child page/);
  const done = await edit({ page, action: "replace_all", markdown: "Empty now", allow_deleting: true });
  expect(done.isError, done.text).toBe(false);
  expect(await textOf(page)).toBe("Empty now");
});

test.each([
  [{ action: "replace_text", markdown: "x" }, /replace_text needs find/],
  [{ action: "append", markdown: "x", find: "y" }, /find is for replace_text, not for append/],
  [{ action: "prepend", markdown: "" }, /prepend needs markdown/],
  [{ action: "replace_text", find: "not there at all", markdown: "x" }, /No match found for old_str/],
])("%j is refused", async (args, wording) => {
  const answer = await edit({ page: "On-call rules", ...args });
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
});
