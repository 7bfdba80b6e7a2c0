import { tokens } from "@sophia-mcp/core/text";
import { array, assert, property, string } from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { ToolFacts } from "../relay/tool-facts.ts";
import { definitionTokens, exposure } from "./expose.ts";
import { builtInFacts } from "../../test/fixtures/facts.ts";
import type { SearchServer } from "./gateway-tool.ts";
import { ownTools } from "./own-tools.ts";
import { answerTokens, listAccount, ownTokens } from "./token-account.ts";

const budget = 1200;
let tools: ToolFacts[];
beforeAll(async () => {
  tools = await builtInFacts();
});

/** Named by the only thing that is longer in JSON than it looks. */
const escaped = 'a"\\'.repeat(100);

const search = [{ tool: "x", query: "q", title: "title" }];
const servers = (titles: readonly string[]): Pick<SearchServer, "title" | "search">[] =>
  titles.map((title) => ({ title, search }));
const own = (titles: readonly string[]) => ownTools(servers(titles), { searchMode: true, deadlineMs: 500 });

describe("a list in search mode", () => {
  test("fits its budget with the nine, and names them all", () => {
    const titles = [...new Set(tools.map(({ serverTitle }) => serverTitle))];
    const list = own(titles);
    expect(list.map(({ listing }) => listing.name)).toEqual([
      "search_tools",
      "describe_tools",
      "call_tool",
      "search_everything",
    ]);
    process.stdout.write(`search mode: ${ownTokens(list)} tokens; all: ${definitionTokens(tools)} tokens\n`);
    for (const title of titles) expect(list[0]?.listing.description).toContain(title);
  });

  test("fits its budget whatever is connected, and hides no number of systems", () => {
    assert(
      property(
        array(string({ unit: "grapheme", minLength: 1, maxLength: 200 }), {
          size: "max",
          maxLength: 600,
        }),
        (titles) => {
          const list = own(titles);
          const sent = JSON.stringify({ tools: list.map(({ listing }) => listing) });
          expect(tokens(sent)).toBeLessThanOrEqual(budget);
          const named =
            /Connected systems: (.*?)\. Look here/s.exec(list[0]?.listing.description ?? "")?.[1] ?? "";
          expect(named).not.toBe("");
          if (titles.length > 300) expect(named).toMatch(/ and \d+ more$|^\d+ systems$/);
        },
      ),
      { numRuns: 200 },
    );
  });

  test("fits its budget with names that JSON makes longer", () => {
    const list = own(Array.from({ length: 300 }, () => escaped));
    expect(tokens(JSON.stringify({ tools: list.map(({ listing }) => listing) }))).toBeLessThanOrEqual(budget);
  });

  test("has no search over systems where only one can be searched", () => {
    expect(own(["One"]).map(({ listing }) => listing.name)).not.toContain("search_everything");
    expect(ownTools(servers(["One", "Two"]), { searchMode: false, deadlineMs: 500 })).toHaveLength(1);
  });
});

describe("what is listed", () => {
  const pinned = ["slack_send_message", "linear_get_*"];

  test("all: everything", () => {
    expect(exposure("all", tools, { pinned, definitionTokens: 1 })).toEqual({
      listed: tools,
      searchMode: false,
    });
  });

  test("search: what is pinned, by name or glob, in the order of the list", () => {
    const { listed, searchMode } = exposure("search", tools, { pinned, definitionTokens: 1e9 });
    expect(searchMode).toBe(true);
    expect(listed.map(({ name }) => name)).toEqual([
      "slack_send_message",
      ...tools.map(({ name }) => name).filter((name) => name.startsWith("linear_get_")),
    ]);
  });

  test("auto: everything up to the budget, and behind the search beyond it", () => {
    const cost = definitionTokens(tools);
    expect(exposure("auto", tools, { pinned: [], definitionTokens: cost }).searchMode).toBe(false);
    expect(exposure("auto", tools, { pinned: [], definitionTokens: cost - 1 })).toEqual({
      listed: [],
      searchMode: true,
    });
  });
});

describe("tokens", () => {
  test("of a list: what was sent, and what was spared", () => {
    const list = own(["A", "B"]);
    const spared = listAccount(tools, [], list);
    expect(spared.tokens).toBe(ownTokens(list));
    expect(spared.tokens + spared.saved).toBe(definitionTokens(tools));
    expect(listAccount(tools, tools, [])).toEqual({ tokens: definitionTokens(tools), saved: 0 });
    expect(listAccount([], [], list).saved).toBe(0);
  });

  test("of an answer: its text, or its structured content where it has none", () => {
    const text = { type: "text", text: "x".repeat(40) };
    const image = { type: "image", data: "x".repeat(4000), mimeType: "image/png" };
    const embedded = { type: "resource", resource: { uri: "a:b", text: "x".repeat(8) } };
    expect(answerTokens({ content: [text, image, embedded], structuredContent: { a: 1 } })).toBe(12);
    expect(answerTokens({ content: [image], structuredContent: { a: "123" } })).toBe(3);
    expect(answerTokens({ content: [] })).toBe(0);
  });
});
