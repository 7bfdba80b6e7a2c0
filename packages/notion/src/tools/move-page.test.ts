import { startHarness } from "@sophia-mcp/testing/harness";
import { expect, test } from "vitest";
import server from "../server.ts";

test("moves a page below another and into a data source", async () => {
  const notion = await startHarness(server);
  const move = (args: Record<string, unknown>) => notion.call("notion_move_page", args);
  const below = await move({ page: "Every kind of block", parent_page: "Leadership minutes" });
  expect(below.structured.parent).toBe("page b734fe79-7257-449d-ad14-e3f7f1fce4b2");
  const minutes = await notion.call("notion_get_page", { page: "Leadership minutes", length: 24_000 });
  expect(minutes.structured.markdown).toContain(">Every kind of block</page>");
  const row = await move({ page: "Every kind of block", data_source: "Documents" });
  expect(row.structured.properties).toMatchObject({ Name: "Every kind of block" });
  for (const args of [{}, { parent_page: "Tessalane wiki", data_source: "Documents" }]) {
    expect((await move({ page: "On-call rules", ...args })).text).toMatch(
      /either parent_page or data_source/,
    );
  }
  const circle = await move({ page: "Tessalane wiki", parent_page: "Leadership minutes" });
  expect(circle.text).toMatch(/cannot be moved below itself/);
  await notion.close();
});
