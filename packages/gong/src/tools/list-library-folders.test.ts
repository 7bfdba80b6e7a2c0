import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startGong } from "../../test/gong.ts";

let gong: Harness;
beforeAll(async () => {
  gong = await startGong();
});
afterAll(() => gong.close());

const list = (args: Record<string, unknown> = {}) => gong.call("gong_list_library_folders", args);

test("shows the public folders as a tree", async () => {
  expect((await list()).text).toMatchInlineSnapshot(`
    "Empty shelf [3843152912968920005]
    Onboarding [3843152912968920001]
      Good discovery calls [3843152912968920002]
      Security questions [3843152912968920003]
    Saved renewals [3843152912968920004]"
  `);
});

test("is bound to a workspace", async () => {
  expect((await list({ workspace: "Customer Success" })).structured.folders).toMatchObject([
    { name: "Empty shelf" },
    { name: "Saved renewals", path: "Saved renewals" },
  ]);
  expect((await list({ workspace: "Sales" })).structured.folders).toMatchObject([
    { name: "Onboarding" },
    { path: "Onboarding > Good discovery calls", parent_id: "3843152912968920001" },
    { path: "Onboarding > Security questions" },
  ]);
});

test("an unknown workspace has none, as Gong answers 404", async () => {
  expect(await list({ workspace: "1234567890" })).toSucceed({ folders: [] });
});
