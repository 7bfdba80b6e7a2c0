import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let template: Harness;
beforeAll(async () => {
  template = await startHarness(server);
});
afterAll(() => template.close());

test("creates an item that can be listed", async () => {
  const created = await template.call("template_create_item", { name: "Brand new" });
  const listed = await template.call("template_list_items", { query: "brand new" });
  expect(listed.structured.items).toEqual([created.structured]);
});
