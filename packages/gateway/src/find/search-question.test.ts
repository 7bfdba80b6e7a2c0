import { expect, test } from "vitest";
import { callsFor } from "./search-question.ts";

const since = Date.parse("2026-11-01T08:30:00Z");
const until = Date.parse("2026-11-10T12:00:00Z");
const question = { query: "a {} $& b", since, until, limit: 7 };
const mark = { tool: "find", query: "q", title: "title" };

test("words, limit and further arguments go where the mark says", () => {
  const [call] = callsFor({ ...mark, limit: "size", kind: "page", arguments: { all: true } }, question);
  expect(call).toEqual({ kind: "page", arguments: { q: "a {} $& b", size: 7, all: true } });
});

test("each call stands over the values of the mark", () => {
  const calls = callsFor(
    {
      ...mark,
      kind: "issue",
      arguments: { a: 1 },
      calls: [{ words: "{} is:private" }, { kind: "pull", arguments: { b: 2 } }],
    },
    { query: "x", limit: 7 },
  );
  expect(calls).toEqual([
    { kind: "issue", arguments: { q: "x is:private", a: 1 } },
    { kind: "pull", arguments: { q: "x", b: 2 } },
  ]);
});

test("a period goes into its own keys, the words, or a list; its last day is asked for whole", () => {
  const [own] = callsFor({ ...mark, since: "from", until: "to" }, question);
  expect(own?.arguments).toMatchObject({ from: "2026-11-01T08:30:00Z", to: "2026-11-11T00:00:00Z" });
  const bounds = { since: { key: "q", form: "after:{}" }, until: { key: "filters", form: "t < {}" } };
  const [formed] = callsFor(
    { ...mark, ...bounds, arguments: { filters: ["x = 1"] } },
    { ...question, query: "w" },
  );
  expect(formed?.arguments).toEqual({
    q: "w after:2026-11-01T08:30:00Z",
    filters: ["x = 1", "t < 2026-11-11T00:00:00Z"],
  });
});
