import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let template: Harness;
beforeAll(async () => {
  template = await startHarness(server);
});
afterAll(() => template.close());

test("lists items by name and pages", async () => {
  const first = await template.call("template_list_items", { query: "a", limit: 2 });
  expect(first.structured).toMatchObject({ items: [{}, {}], next_cursor: expect.any(String) as string });
  const second = await template.call("template_list_items", {
    query: "a",
    limit: 2,
    cursor: first.structured.next_cursor,
  });
  expect(second.structured.items).not.toEqual(first.structured.items);
});
