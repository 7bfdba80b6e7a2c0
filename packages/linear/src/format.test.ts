import { expect, test } from "vitest";
import { commentBlocks, given, lines, shorten } from "./format.ts";

test("a list that was cut says so", () => {
  const part = { nodes: ["a", "b"], pageInfo: { hasNextPage: false } };
  expect(lines(part, (text) => text)).toEqual(["a", "b"]);
  expect(lines({ ...part, pageInfo: { hasNextPage: true } }, (text) => text)).toEqual([
    "a",
    "b",
    "… more than 2, see Linear",
  ]);
});

test("fields without a value are left out, zero and false are values", () => {
  expect(given({ a: null, b: undefined, c: "", d: 0, e: false })).toEqual({ d: 0, e: false });
});

test("an excerpt ends where a character ends", () => {
  expect(shorten("ab😀", 3)).toBe("ab\uFFFD…");
  expect(shorten("short")).toBe("short");
  expect(shorten(null)).toBeUndefined();
});

test("comments keep their lines", () => {
  const comment = {
    id: "1",
    author: "Mei",
    created_at: "2026-11-20T08:00:00.000Z",
    body: "a\n- b",
    url: "u",
  };
  expect(commentBlocks([comment, { ...comment, id: "2", reply_to: "1" }])).toBe(
    "2026-11-20T08:00:00.000Z Mei [1]\na\n- b\n\n2026-11-20T08:00:00.000Z Mei [2], reply to 1\na\n- b",
  );
});
