import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let asana: Harness;
beforeAll(async () => {
  asana = await startHarness(server);
});
afterAll(() => asana.close());

const find = (args: Record<string, unknown>) => asana.call("asana_search_objects", args);

test("completes names by the beginnings of their words", async () => {
  const answer = await find({ type: "project", query: "prov sign" });
  expect(answer.text).toMatchInlineSnapshot(`
    "id	name	url
    1206475320129123	Sign-on and provisioning	https://app.asana.com/0/1206475320129123/list"
  `);
});

test.each([
  ["user", "nwosu", "Amara Nwosu"],
  ["tag", "firm", "firmware"],
  ["team", "customer", "Customer Success"],
  ["portfolio", "road", "Product roadmap"],
  ["custom_field", "work", "Work key"],
  ["task", "scanners drop", "Scanners drop in the chilled hall"],
])("finds a %s by %s", async (type, query, name) => {
  const { structured } = await find({ type, query });
  expect(structured.objects).toMatchObject([{ name }]);
});

test("people have no link, tasks do", async () => {
  const { structured } = await find({ type: "user", query: "amara" });
  expect(structured.objects).toEqual([{ id: "120641880001001", name: "Amara Nwosu" }]);
});

test("an unknown workspace is refused with the known ones", async () => {
  const answer = await find({ type: "task", workspace: "Tesalane" });
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(/Did you mean "Tessalane"\? Accepted: Tessalane \[1206620131102716\]/);
});
