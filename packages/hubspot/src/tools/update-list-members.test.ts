import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let hubspot: Harness;
beforeAll(async () => {
  hubspot = await startHarness(server);
});
afterAll(() => hubspot.close());

const update = (args: Record<string, unknown>) => hubspot.call("hubspot_update_list_members", args);

async function members(list: string): Promise<string[]> {
  const answer = await hubspot.call("hubspot_get_list_members", { list, limit: 100 });
  return (answer.structured.members as { id: string }[]).map((member) => member.id);
}

test("adds and removes in one call, and says what was not there", async () => {
  const before = await members("213");
  const answer = await update({
    list: "Trade fair visitors",
    add: ["fergus.pike@orchard-pike.example", "999"],
    remove: [before[0]],
  });
  expect(answer.structured).toMatchObject({ added: ["50210300201"], removed: [before[0]], missing: ["999"] });
  const after = await members("213");
  expect(after).toContain("50210300201");
  expect(after).not.toContain(before[0]);
});

test("repeating it changes nothing", async () => {
  const args = { list: "213", add: ["fergus.pike@orchard-pike.example"] };
  await update(args);
  const again = await update(args);
  expect(again.structured).toMatchObject({ added: [], removed: [], missing: [] });
  expect(again.text).toContain("The members are as asked already.");
});

test("a dynamic list is refused before anything is sent", async () => {
  hubspot.sent();
  const answer = await update({ list: "Customers", add: ["18250400107"] });
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(/Customers \[214\] is a dynamic list/);
  expect(hubspot.sent().some((line) => line.startsWith("PUT"))).toBe(false);
});
