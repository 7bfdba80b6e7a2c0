import { describe, expect, test } from "vitest";
import type { FindContext, CallAnswer } from "./gateway-tool.ts";
import { caller } from "../../test/fixtures/nine.ts";
import { searchEverything } from "./search-everything.ts";
import { configuredSearch } from "./search-mapping.ts";

/** Somebody else's server whose search tool is named in the configuration. */
async function search(
  answer: Partial<CallAnswer> | Error,
  config: { limit?: string; results?: string } = {},
  args: object = {},
) {
  const sent: unknown[] = [];
  const context: FindContext = {
    caller,
    signal: new AbortController().signal,
    tools: [
      {
        name: "wiki_find",
        ownName: "find",
        server: "wiki",
        serverTitle: "Wiki",
        title: "Find",
        description: "",
        access: "read",
        idempotent: true,
        builtIn: false,
        group: "core",
        listing: '{"name":"wiki_find"}',
      },
    ],
    servers: [
      {
        name: "wiki",
        title: "Wiki",
        state: "idle",
        search: configuredSearch({ search: { tool: "find", query: "q", ...config } }),
      },
    ],
    async call(name, given) {
      sent.push({ name, ...given });
      if (answer instanceof Error) throw answer;
      return { content: [], ...answer };
    },
  };
  const found = await searchEverything([], { deadlineMs: 4000 }).run({ query: "plan", ...args }, context);
  const { results, sources } = found.structuredContent as { results: object[]; sources: object[] };
  return { sent, results, sources };
}

test("asks the tool by the name that clients see, in the keys of the configuration", async () => {
  const { sent } = await search({}, { limit: "size" }, { limit: 7 });
  expect(sent).toEqual([{ name: "wiki_find", q: "plan", size: 7 }]);
});

describe("reads", () => {
  const page = {
    title: "Plan",
    html_url: "https://wiki.example/plan",
    last_modified: "2026-11-01T00:00:00Z",
  };
  const shown = {
    system: "wiki",
    title: "Plan",
    url: "https://wiki.example/plan",
    updated_at: "2026-11-01T00:00:00Z",
  };

  test.each<[string, Partial<CallAnswer>, { results?: string }]>([
    [
      "rows where the configuration says",
      { structuredContent: { a: [{ x: 1 }], data: { hits: [page] } } },
      { results: "data.hits" },
    ],
    [
      "the first list of objects",
      { structuredContent: { total: 1, tags: ["a"], data: { hits: [page] } } },
      {},
    ],
    ["JSON in the text", { content: [{ type: "text", text: JSON.stringify([page]) }] }, {}],
  ])("%s", async (_, answer, config) => {
    expect((await search(answer, config)).results).toEqual([shown]);
  });

  test("lines of text with their links", async () => {
    const text = "1. Plan (https://wiki.example/plan)\n\n2. Other";
    expect((await search({ content: [{ type: "text", text }] })).results).toEqual([
      { system: "wiki", title: "1. Plan (https://wiki.example/plan)", url: "https://wiki.example/plan" },
      { system: "wiki", title: "2. Other" },
    ]);
  });

  test("times in seconds and milliseconds, and nothing that is no time", async () => {
    const rows = [
      { title: "plan 1", updated_at: 1_790_000_000 },
      { title: "plan 2", updated_at: 1_790_000_000_000 },
      { title: "plan 3", updated_at: "soon" },
    ];
    const { results } = await search({ structuredContent: { rows } });
    expect(results).toEqual([
      { system: "wiki", title: "plan 1", updated_at: "2026-09-21T14:13:20Z" },
      { system: "wiki", title: "plan 2", updated_at: "2026-09-21T14:13:20Z" },
      { system: "wiki", title: "plan 3" },
    ]);
  });

  test("no link that is no web address, no hidden characters, no endless title", async () => {
    const rows = [{ name: `pl\u200Ban\n${"x".repeat(9000)}`, url: "javascript:alert(1)" }];
    const { results } = await search({ structuredContent: { rows } });
    const [{ title, url }] = results as [{ title: string; url?: string }];
    expect(title).toMatch(/^plan x+…$/);
    expect(title.length).toBeLessThan(200);
    expect(url).toBeUndefined();
  });

  test.each<[string, Partial<CallAnswer>]>([
    ["nothing at all", {}],
    ["an empty list", { structuredContent: { rows: [] } }],
    ["rows that are no objects", { structuredContent: { rows: [1, null, "x"] } }],
    ["a picture", { content: [{ type: "image", data: "AAAA", mimeType: "image/png" }] }],
  ])("%s as no result", async (_, answer) => {
    const { results, sources } = await search(answer);
    expect(results).toEqual([]);
    expect(sources).toMatchObject([{ system: "wiki", state: "ok", results: 0 }]);
  });
});

test.each<[string, Partial<CallAnswer> | Error, string]>([
  [
    "an error of the tool",
    { isError: true, content: [{ type: "text", text: "quota\nused up" }] },
    "quota used up",
  ],
  ["an error without words", { isError: true }, "an error without a message"],
  ["a call that could not be made", new Error("exited with code 1"), "exited with code 1"],
])("%s is this source's failure", async (_, answer, reason) => {
  expect((await search(answer)).sources).toMatchObject([{ state: "failed", reason }]);
});
