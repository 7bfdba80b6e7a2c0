import { startHarness } from "@sophia-mcp/testing/harness";
import { expect, test } from "vitest";
import server from "../server.ts";

test("takes one block out of its page, and says what it was", async () => {
  const notion = await startHarness(server, { selection: { groups: ["all"] } });
  const { structured } = await notion.call("notion_get_page", { page: "On-call rules" });
  const blocks = await notion.call("notion_list_blocks", { block: structured.id });
  const [first, second] = blocks.structured.blocks as { id: string; text: string }[];
  const gone = await notion.call("notion_delete_block", { block: first?.id });
  expect(gone.structured).toMatchObject({
    id: first?.id,
    type: "paragraph",
    text: first?.text,
    in_trash: true,
  });
  const after = await notion.call("notion_list_blocks", { block: structured.id });
  expect((after.structured.blocks as { id: string }[])[0]?.id).toBe(second?.id);
  const named = await notion.call("notion_delete_block", { block: "Flow 4.0: store-level reservations" });
  expect(named.text).toMatch(/is no block id or link/);
  await notion.close();
});
