import { createScanner, parseTree, printParseErrorCode, type Node, type ParseError } from "jsonc-parser";
import { FileError } from "./file-error.ts";

const wrongs: Readonly<Record<string, string>> = {
  InvalidSymbol: "this word is no JSON value",
  InvalidNumberFormat: "this is no number",
  PropertyNameExpected: "a property name in double quotes is expected",
  ValueExpected: "a value is expected",
  ColonExpected: "a colon is expected",
  CommaExpected: "a comma is expected",
  CloseBraceExpected: "a closing brace } is missing",
  CloseBracketExpected: "a closing bracket ] is missing",
  EndOfFileExpected: "something stands after the end of the outermost value",
  InvalidCommentToken: "this comment is not written as // or /* */",
  UnexpectedEndOfComment: "a comment is not closed",
  UnexpectedEndOfString: "a string is not closed",
  UnexpectedEndOfNumber: "a number is not complete",
  InvalidUnicode: "a \\u escape is not complete",
  InvalidEscapeCharacter: "this escape is none of JSON",
  InvalidCharacter: "this character must be escaped in a string",
};

/**
 * Reads JSON with comments and trailing commas. Undefined for a text without a value.
 * @throws FileError with the line and column of the first thing that is wrong
 */
export function parseText(text: string, file: string): Node | undefined {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
  const [first] = errors;
  if (first) {
    const code = printParseErrorCode(first.error);
    throw malformed(text, file, first.offset, wrongs[code] ?? code);
  }
  if (root && root.type !== "object")
    throw malformed(text, file, root.offset, "the outermost value must be an object");
  return root;
}

/** Says what is wrong and where; nobody writes over such a file. */
export function malformed(text: string, file: string, offset: number, what: string): FileError {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  const line = before.length;
  const column = (before.at(-1)?.length ?? 0) + 1;
  const message = `${file}:${line}:${column}: ${what}. The file was left as it is: correct it there, then run this again.`;
  return new FileError("malformed", message, { file, line, column });
}

/** The property of an object, found by its key. */
export const property = (object: Node | undefined, key: string): Node | undefined =>
  object?.children?.find((child) => keyOf(child) === key);

export const keyOf = (property: Node): string => String(property.children?.[0]?.value);

export const valueOf = (property: Node | undefined): Node | undefined => property?.children?.[1];

/** Where the first comma lies in a stretch that holds nothing but commas, spaces and comments; undefined without one. */
export function commaIn(text: string, from: number, to: number): number | undefined {
  return tokens(text, from, to).find(({ word }) => word === ",")?.offset;
}

/** Where the last thing before `to` ends, comments counted and spaces not. */
export function lastEnd(text: string, from: number, to: number): number {
  const last = tokens(text, from, to).findLast(({ word }) => word.trim() !== "");
  return last ? last.offset + last.word.length : from;
}

function tokens(text: string, from: number, to: number): { offset: number; word: string }[] {
  const scanner = createScanner(text, false);
  const found: { offset: number; word: string }[] = [];
  scanner.setPosition(from);
  for (;;) {
    scanner.scan();
    const offset = scanner.getTokenOffset();
    if (offset >= to) return found;
    found.push({ offset, word: text.slice(offset, offset + scanner.getTokenLength()) });
  }
}
