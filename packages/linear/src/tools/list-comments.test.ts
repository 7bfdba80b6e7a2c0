import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let linear: Harness;
beforeAll(async () => {
  linear = await startHarness(server);
});
afterAll(() => linear.close());

const list = (args: Record<string, unknown>) => linear.call("linear_list_comments", args);
type Comment = { id: string; author: string; reply_to?: string };

test("keeps threads: the latest first, its replies behind it", async () => {
  const answer = await list({ issue: "EDG-31" });
  const comments = answer.structured.comments as Comment[];
  expect(comments.map(({ author }) => author)).toEqual(["Declan Moriarty", "Yusuf Demir", "Amara Nwosu"]);
  expect(comments[2]?.reply_to).toBe(comments[1]?.id);
  expect(answer.text).toContain(`reply to ${comments[1]?.id}`);
  expect(linear.sent()).toHaveLength(1);
});

test("pages by thread", async () => {
  const first = await list({ issue: "EDG-31", limit: 1 });
  expect(first.structured.comments).toHaveLength(1);
  const second = await list({ issue: "EDG-31", limit: 1, cursor: first.structured.next_cursor });
  expect(second.structured.comments).toHaveLength(2);
  expect(second.structured.next_cursor).toBeUndefined();
});

test("a thread of more than fifty replies says so", async () => {
  const [root] = (await list({ issue: "INS-13" })).structured.comments as Comment[];
  const reply = { issue: "INS-13", body: "+1", reply_to: root?.id };
  for (let index = 0; index < 51; index += 1) await linear.call("linear_add_comment", reply);
  expect((await list({ issue: "INS-13", limit: 1 })).text).toContain("more replies in Linear");
});

test("an issue without comments has no rows, one that is not there is named", async () => {
  expect((await list({ issue: "EDG-36" })).text).toContain("(no rows)");
  expect((await list({ issue: "EDG-9999" })).text).toContain("Linear has no issue EDG-9999");
});
