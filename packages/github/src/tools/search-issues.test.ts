import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let github: Harness;
beforeAll(async () => {
  github = await startHarness(server);
});
afterAll(() => github.close());

const search = async (args: Record<string, unknown>) => {
  const answer = await github.call("github_search_issues", args);
  return {
    ...answer,
    numbers: ((answer.structured.rows ?? []) as { number: number }[]).map((row) => row.number),
  };
};
const repository = "tessalane/edge-gateway";

test("one repository without text is listed, not searched", async () => {
  github.sent();
  const answer = await search({ repository, labels: ["BUG"], sort: "created" });
  expect(github.sent()).toEqual([`GET /repos/${repository}/labels`, `GET /repos/${repository}/issues`]);
  expect(answer.text).toMatchInlineSnapshot(`
    "number	title	state	author	assignees	labels	comments	updated_at	url
    6	Night batch runs late	open	trenner-tessalane	anwosu-tessalane	bug, database	3	2026-11-16T18:00:00Z	https://github.com/tessalane/edge-gateway/issues/6
    3	Scanners drop in the chilled hall	open	trenner-tessalane	rortega-tessalane	bug, firmware	4	2026-11-17T18:00:00Z	https://github.com/tessalane/edge-gateway/issues/3"
  `);
});

test("pull requests are listed by their own endpoint, by person among the issues", async () => {
  github.sent();
  const pulls = await search({ repository, type: "pull_request", state: "all" });
  expect(new Set(pulls.numbers)).toEqual(new Set([61, 64, 65]));
  expect(github.sent()).toEqual([`GET /repos/${repository}/pulls`]);
  expect((await search({ repository, type: "pull_request", author: "Rafael Ortega" })).numbers).toEqual([64]);
  expect(github.sent()).toContain(`GET /repos/${repository}/issues`);
});

test("text and qualifiers go to the search, and rows name their repository", async () => {
  const answer = await search({ query: "reconnect in:comments", state: "all" });
  expect(answer.structured).toMatchObject({
    total: 1,
    rows: [{ repository, number: 3, title: expect.stringContaining("drop") }],
  });
  expect(github.sandbox.requests.at(-1)?.query).toMatchObject({ q: "reconnect in:comments is:issue" });
});

test("everything that is assigned to me, whatever the repository", async () => {
  const answer = await search({ assignee: "@me", labels: ["security"] });
  expect(github.sandbox.requests.at(-1)?.query.q).toBe(
    'is:issue state:open assignee:anwosu-tessalane label:"security"',
  );
  expect(answer.numbers.length).toBeGreaterThan(0);
});

test("pages to the end without losing or repeating a row, also where pull requests are mixed in", async () => {
  const numbers: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await search({ repository, state: "all", limit: 3, ...(cursor ? { cursor } : {}) });
    numbers.push(...page.numbers);
    cursor = page.structured.next_cursor as string | undefined;
  } while (cursor);
  const all = await search({ repository, state: "all", limit: 100 });
  expect(numbers).toEqual(all.numbers);
  expect(new Set(numbers).size).toBe(numbers.length);
});

test.each([
  ["nothing to go by", {}, /Give "query", "repository", "author" or "assignee"/],
  ["an unknown label", { repository, labels: ["bugs"] }, /no label "bugs"\. Did you mean "bug"\?/],
  ["a foreign cursor", { repository, cursor: "WyJ4IiwwXQ" }, /not a cursor of this tool/],
])("%s is refused", async (_, args, wording) => {
  const answer = await search(args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
});
