import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let github: Harness;
beforeAll(async () => {
  github = await startHarness(server);
});
afterAll(() => github.close());

const list = async (args: Record<string, unknown>) => {
  const answer = await github.call("github_list_commits", { repository: "tessalane/flow-router", ...args });
  return {
    ...answer,
    messages: ((answer.structured.commits ?? []) as { message: string }[]).map((row) => row.message),
  };
};

test("one line a commit, newest first", async () => {
  const answer = await list({ limit: 2 });
  expect(answer.text).toMatchInlineSnapshot(`
    "sha	at	author	message	url
    08e93d9a606edd86dcb6826ab21f6d03d610e283	2026-11-18T15:20:00Z	anwosu-tessalane	Look up stock in batches: p99 81 to 63 ms (FLOW-34)	https://github.com/tessalane/flow-router/commit/08e93d9a606edd86dcb6826ab21f6d03d610e283
    14adb79437046970fc524125067e3633047e1f08	2026-11-12T15:20:00Z	nhaddad-tessalane	Read Latin-1 files in the bulk import (FLOW-39)	https://github.com/tessalane/flow-router/commit/14adb79437046970fc524125067e3633047e1f08

    More rows: repeat with cursor: WyIyLjIiLDBd"
  `);
});

test("narrows by path, by a person's full name, and by time", async () => {
  expect((await list({ path: "src/route.ts" })).messages).toEqual([
    "Read Latin-1 files in the bulk import (FLOW-39)",
    "Rank sites by rules",
  ]);
  github.sent();
  expect((await list({ author: "Nadia Haddad" })).messages).toEqual([
    "Read Latin-1 files in the bulk import (FLOW-39)",
  ]);
  expect(github.sent()).toEqual(["GET /search/users", "GET /repos/tessalane/flow-router/commits"]);
  expect((await list({ author: "@me", since: "2026-11-01", until: "2026-11-20" })).messages).toHaveLength(1);
});

test.each([
  [{ since: "lately" }, /"since" must be a date/],
  [{ author: "Nobody At All" }, /finds nobody called "Nobody At All"/],
  [{ author: "tessalane.example@" }, /finds nobody/],
  [{ ref: "nowhere" }, /no such commits/],
])("%o is refused", async (args, wording) => {
  const answer = await list(args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
});
