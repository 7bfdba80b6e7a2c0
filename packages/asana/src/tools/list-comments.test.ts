import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";
import { batch, scanners } from "../../test/ids.ts";
let asana: Harness;
beforeAll(async () => {
  asana = await startHarness(server);
});
afterAll(() => asana.close());

const list = (args: Record<string, unknown>) => asana.call("asana_list_comments", args);

test("comments come oldest first, without what Asana recorded", async () => {
  const answer = await list({ task: scanners, limit: 1 });
  expect(answer.text).toMatchInlineSnapshot(`
    "2026-11-07T10:25:00.000Z Rafael Ortega [120641880001301] #1206646113267939
    Reproduced in the cold room at the office: one missed beacon and all eleven scanners reconnect within 200 ms.

    More rows: repeat with cursor: W251bGwsMV0"
  `);
  const next = await list({ task: scanners, cursor: answer.structured.next_cursor });
  expect(next.structured.comments).toHaveLength(2);
});

test("recorded changes are marked as such", async () => {
  const answer = await list({ task: batch, include_system: true });
  const comments = answer.structured.comments as { event?: string; text: string }[];
  expect(comments[0]).toMatchObject({
    event: "added_to_project",
    text: "added this task to Edge reliability",
  });
  expect(comments).toHaveLength(4);
});

test("characters that people do not see do not reach the model", async () => {
  const found = await asana.call("asana_search_objects", { type: "task", query: "month-end stock" });
  const [task] = found.structured.objects as { id: string }[];
  const { text } = await list({ task: task?.id });
  expect(text).toContain("Stock report is fine.");
  expect(text).not.toMatch(/[\u200B\u2060\u202E\u{E0000}-\u{E007F}]/u);
});
