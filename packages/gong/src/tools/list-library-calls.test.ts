import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startGong } from "../../test/gong.ts";
import { discoveries } from "../../test/ids.ts";

let gong: Harness;
beforeAll(async () => {
  gong = await startGong();
});
afterAll(() => gong.close());

const list = (args: Record<string, unknown>) => gong.call("gong_list_library_calls", args);

test("shows calls and snippets with their notes", async () => {
  expect((await list({ folder_id: discoveries, limit: 2 })).text).toMatchInlineSnapshot(`
    "folder: Good discovery calls [3843152912968920002]
    updated_at: 2026-11-05T09:00:00Z

    id	title	part	note	added_by	added_at	url
    8044219012455705427	Marlow Outdoor - Flow rollout: Discovery	0:20-1:05	Listen to how the pain is put into a number.	Maren Oduya [4521703381940000372]	2026-10-04T11:32:10Z	https://app.gong.io/call?id=8044219012455705427
    2927187726883768863	Harborline Freight - Insight analytics: Discovery		Listen to how the pain is put into a number.	Priya Venkataraman [4521703381940000472]	2026-10-07T10:32:06Z	https://app.gong.io/call?id=2927187726883768863

    More rows: repeat with cursor: W251bGwsMl0"
  `);
});

test("what is hidden in a note does not reach the reader", async () => {
  const answer = await list({ folder_id: "3843152912968920003" });
  expect(answer.text).toContain("Stock report is fine.");
  expect(answer.text).not.toMatch(/[\u200B\u2060\u202E\u{E0000}-\u{E007F}]/u);
});

test("an empty folder is no error, an unknown one is", async () => {
  expect((await list({ folder_id: "3843152912968920005" })).text).toContain("The folder is empty.");
  expect(await list({ folder_id: "12345" })).toFailWith("input", /no public library folder 12345 \(404\)/);
});

test("pages through a folder", async () => {
  const first = await list({ folder_id: discoveries, limit: 2 });
  const second = await list({ folder_id: discoveries, limit: 2, cursor: first.structured.next_cursor });
  expect(second.structured.calls).toMatchObject([{ id: "2602316462518554146" }]);
});
