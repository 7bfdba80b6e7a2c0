import { z } from "zod";

/** The input fields of a tool that returns a long text in slices. */
export function sliceInput(longest: number, initial: number) {
  return {
    offset: z.int().min(0).max(20_000_000).default(0).describe("First character of the text to return"),
    length: z.int().min(10).max(longest).default(initial).describe("Characters of text to return"),
  };
}

/** The output fields beside the text: `next_offset` is absent on the last slice. */
export const sliceOutput = { total_chars: z.int(), next_offset: z.int().optional() };

/** A part of a text that ends with a whole character. */
export function slice(
  text: string,
  { offset, length }: { offset: number; length: number },
): { text: string; total_chars: number; next_offset?: number } {
  const wanted = offset + length;
  // A character of two units is not torn apart, or neither slice would hold it.
  const torn = wanted < text.length && /[\uD800-\uDBFF]/.test(text[wanted - 1] ?? "");
  const end = torn ? wanted - 1 : wanted;
  return {
    text: text.slice(offset, end).toWellFormed(),
    total_chars: text.length,
    ...(end < text.length ? { next_offset: end } : {}),
  };
}

/** The last line of a slice: how to get the next one. */
export const nextSlice = (output: {
  total_chars?: number | undefined;
  next_offset?: number | undefined;
}): string | undefined =>
  output.next_offset === undefined
    ? undefined
    : `More text${output.total_chars === undefined ? "" : ` (${output.total_chars} characters in all)`}: repeat with offset: ${output.next_offset}`;
