import { expect, test } from "vitest";
import { nextSlice, slice } from "./slice.ts";

function slices(text: string, length: number): string[] {
  const found: string[] = [];
  for (let offset: number | undefined = 0; offset !== undefined;) {
    const part = slice(text, { offset, length });
    found.push(part.text);
    offset = part.next_offset;
  }
  return found;
}

test("slices put together are the text, also where a character has two units", () => {
  const text = "ab\u{1F600}cd\u{1F680}\u{1F680}e";
  for (const length of [2, 3, 4, 5, 100]) expect(slices(text, length).join("")).toBe(text);
  expect(slices(text, 3)).toEqual(["ab", "\u{1F600}c", "d\u{1F680}", "\u{1F680}e"]);
});

test("the last slice, and one behind the end, name no next", () => {
  expect(slice("abc", { offset: 0, length: 3 })).toEqual({ text: "abc", total_chars: 3 });
  expect(slice("abc", { offset: 9, length: 3 })).toEqual({ text: "", total_chars: 3 });
  expect(nextSlice(slice("abc", { offset: 0, length: 3 }))).toBeUndefined();
  expect(nextSlice(slice("abcd", { offset: 0, length: 3 }))).toBe(
    "More text (4 characters in all): repeat with offset: 3",
  );
  expect(nextSlice({ next_offset: 3 })).toBe("More text: repeat with offset: 3");
});
