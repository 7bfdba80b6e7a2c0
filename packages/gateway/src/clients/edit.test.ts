import * as fc from "fast-check";
import { createScanner, getNodeValue, parseTree } from "jsonc-parser";
import { describe, expect, test } from "vitest";
import { createEditor } from "./edit.ts";

const edit = (text: string) => createEditor(text, "f.json");

/** The result of one merge under `s.new`. */
function merged(text: string, value: object = { command: "npx" }): string {
  const editor = edit(text);
  editor.merge(["s", "new"], { ...value });
  return editor.text();
}

describe("an entry is put in", () => {
  test.each([
    ["an empty text", "", '{\n  "s": {\n    "new": {\n      "command": "npx"\n    }\n  }\n}\n'],
    [
      "comments alone",
      "// mine\n",
      '// mine\n{\n  "s": {\n    "new": {\n      "command": "npx"\n    }\n  }\n}\n',
    ],
    ["an empty object", "{}\n", '{\n  "s": {\n    "new": {\n      "command": "npx"\n    }\n  }\n}\n'],
    [
      "an object with a comment alone",
      '{\n  "s": {\n    // servers go here\n  }\n}\n',
      '{\n  "s": {\n    // servers go here\n    "new": {\n      "command": "npx"\n    }\n  }\n}\n',
    ],
    [
      "four spaces",
      '{\n    "s": {\n        "a": {}\n    }\n}',
      '{\n    "s": {\n        "a": {},\n        "new": {\n            "command": "npx"\n        }\n    }\n}',
    ],
    ["one line", '{"s":{"a":{"x":1}},"t":2}', '{"s":{"a":{"x":1},"new":{"command":"npx"}},"t":2}'],
    [
      "a trailing comma and a comment behind it",
      '{\n\t"s": {\n\t\t"a": 1, // last, for now\n\t},\n}',
      '{\n\t"s": {\n\t\t"a": 1, // last, for now\n\t\t"new": {\n\t\t\t"command": "npx"\n\t\t},\n\t},\n}',
    ],
    [
      "a comment behind a value without a comma",
      '{\n  "s": {\n    "a": 1 // one\n    /* two */\n  }\n}',
      '{\n  "s": {\n    "a": 1, // one\n    /* two */\n    "new": {\n      "command": "npx"\n    }\n  }\n}',
    ],
    [
      "Windows line ends",
      '{\r\n  "s": {\r\n    "a": 1\r\n  }\r\n}\r\n',
      '{\r\n  "s": {\r\n    "a": 1,\r\n    "new": {\r\n      "command": "npx"\r\n    }\r\n  }\r\n}\r\n',
    ],
    [
      "braces that close on the line of the last value",
      '{ "t": 1,\n  "s": { "a": 1 } }',
      '{ "t": 1,\n  "s": { "a": 1,\n    "new": {\n      "command": "npx"\n    }\n  } }',
    ],
  ])("into %s", (_, before, after) => {
    expect(merged(before)).toBe(after);
  });

  test("again changes nothing", () => {
    const once = merged('{\n  // c\n  "s": {},\n}', { command: "npx", args: ["a", "b"] });
    expect(merged(once, { command: "npx", args: ["a", "b"] })).toBe(once);
  });

  test("over an older one: only what differs, with the comments and keys inside it", () => {
    const before = `{
  "s": {
    "new": {
      // how it starts
      "command": "node",
      "args": ["-y", /* which */ "old", "--more" /* why */],
      "disabled": true, // for now
      "env": { "A": "1" }
    }
  }
}`;
    expect(merged(before, { command: "npx", args: ["-y", "new"], env: { B: "2" } })).toBe(`{
  "s": {
    "new": {
      // how it starts
      "command": "npx",
      "args": ["-y", /* which */ "new" /* why */],
      "disabled": true, // for now
      "env": { "A": "1", "B": "2" }
    }
  }
}`);
  });
});

describe("an entry is taken out", () => {
  test.each([
    ["the only one", '{\n  "s": {\n    "x": {\n      "a": 1\n    }\n  }\n}', '{\n  "s": {\n  }\n}'],
    ["the first", '{\n  "s": {\n    "x": 1,\n    "b": 2\n  }\n}', '{\n  "s": {\n    "b": 2\n  }\n}'],
    ["the last", '{\n  "s": {\n    "b": 2,\n    "x": 1\n  }\n}', '{\n  "s": {\n    "b": 2\n  }\n}'],
    [
      "the last, with a trailing comma",
      '{\n  "s": {\n    "b": 2,\n    "x": 1,\n  }\n}',
      '{\n  "s": {\n    "b": 2,\n  }\n}',
    ],
    ["one on a line with others", '{"s": { "a": 1, "x": 1, "b": 2 }}', '{"s": { "a": 1, "b": 2 }}'],
    [
      "one between comments",
      '{\n  "s": {\n    "b": 2, // b\n    // about x\n    "x": 1 /* inside */, // behind\n    // about c\n    "c": 3\n  }\n}',
      '{\n  "s": {\n    "b": 2, // b\n    // about x\n    /* inside */ // behind\n    // about c\n    "c": 3\n  }\n}',
    ],
  ])("%s", (_, before, after) => {
    const editor = edit(before);
    expect(editor.remove(["s", "x"])).toBe(true);
    expect(editor.text()).toBe(after);
    expect(editor.remove(["s", "x"])).toBe(false);
  });

  test("items go by a test, and others stay", () => {
    const editor = edit(
      '{\n  "i": [\n    { "id": "a" }, // a\n    { "id": "b" },\n    { "id": "a" }\n  ]\n}',
    );
    editor.removeItems(["i"], (item) => (item as { id: string }).id === "a");
    expect(editor.text()).toBe('{\n  "i": [\n    // a\n    { "id": "b" }\n  ]\n}');
  });
});

describe("is refused with line and column", () => {
  test.each([
    ["a missing comma", '{\n  "a": 1\n  "b": 2\n}', "3:3: a comma is expected"],
    ["an open brace", '{\n  "a": {\n', "3:1: a closing brace } is missing"],
    ["an open comment", "{ /* never closed", /1:\d+: a comment is not closed/],
    ["an open string", '{ "a": "b }', /1:8: a string is not closed/],
    ["single quotes", "{ 'a': 1 }", /1:3: this word is no JSON value/],
    ["a conflict of a merge", '{\n<<<<<<< HEAD\n  "a": 1\n}', /2:1: this word/],
    ["two values", "{} {}", /1:4: something stands after the end/],
    ["an array outside", "[]", "1:1: the outermost value must be an object"],
    ["servers that are a list", '{\r\n "s": []}', "2:7: s must be an object"],
    ["servers that are null", '{"s": null}', "1:7: s must be an object"],
    ["servers that stand there twice", '{"s": {},\n "s": {}}', '2:2: "s" stands here a second time'],
  ])("%s", (_, text, message) => {
    expect(() => merged(text)).toThrow(message);
  });
});

/** Texts that are JSON with comments, in any spacing: each space may hold line breaks, tabs and comments. */
const gap = fc
  .array(fc.constantFrom(" ", "\n", "\t", "\r\n", "// line ü\n", "/* block */", "  "), { maxLength: 3 })
  .map((parts) => parts.join(""));
const key = fc.constantFrom("a", "b", "mcpServers", "env", "__proto__", "é", "x.y", '"', "{", "//");
const { value } = fc.letrec<{ value: string; object: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.string()).map((leaf) => JSON.stringify(leaf)),
    tie("object"),
    fc
      .tuple(fc.array(fc.tuple(gap, tie("value"), gap), { maxLength: 3 }), fc.boolean())
      .map(
        ([items, comma]) =>
          `[${items.map((item) => item.join("")).join(",")}${comma && items.length > 0 ? "," : ""}]`,
      ),
  ),
  object: objectOf(tie("value")),
}));

function objectOf(inner: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.uniqueArray(fc.tuple(key, gap, inner, gap, gap), { maxLength: 4, selector: ([name]) => name }),
      gap,
      fc.boolean(),
    )
    .map(([properties, space, comma]) => {
      const text = properties.map(
        ([name, a, inside, b, c]) => `${a}${JSON.stringify(name)}${c}:${b}${inside}${a}`,
      );
      return `{${text.join(",")}${comma && text.length > 0 ? "," : ""}${space}}`;
    });
}

const read = (text: string): Record<string, unknown> =>
  JSON.parse(
    JSON.stringify(getNodeValue(parseTree(text, [], { allowTrailingComma: true }) ?? fail())),
  ) as Record<string, unknown>;

const fail = (): never => {
  throw new Error("no value");
};

/** Every comment of a text, in order. */
function comments(text: string): string[] {
  const scanner = createScanner(text, false);
  const found: string[] = [];
  for (;;) {
    scanner.scan();
    const offset = scanner.getTokenOffset();
    if (offset >= text.length) return found;
    const token = text.slice(offset, offset + scanner.getTokenLength());
    if (token.startsWith("//") || token.startsWith("/*")) found.push(token.trimEnd());
  }
}

const entry = { command: "npx", args: ["-y", "pkg"], env: { T: "${env:T}" } };

test("whatever a file holds, an entry comes and goes and every other key and comment stays", () => {
  fc.assert(
    fc.property(gap, objectOf(value), gap, objectOf(value), (before, root, after, servers) => {
      const text = `${before}{"servers":${servers},${root.slice(1)}${after}`;
      const old = read(text);
      const editor = createEditor(text, "f");
      editor.merge(["servers", "sophia"], entry);
      const added = editor.text();
      expect(read(added)).toEqual({ ...old, servers: { ...(old.servers as object), sophia: entry } });
      expect(comments(added)).toEqual(comments(text));

      // Taking something else out leaves the rest alone.
      for (const name of Object.keys(old.servers as object)) {
        const other = createEditor(added, "f");
        const inside = comments(text).length;
        expect(other.remove(["servers", name])).toBe(true);
        const { [name]: _, ...rest } = old.servers as Record<string, unknown>;
        expect(read(other.text())).toEqual({ ...old, servers: { ...rest, sophia: entry } });
        expect(comments(other.text()).length).toBeLessThanOrEqual(inside);
      }

      editor.remove(["servers", "sophia"]);
      expect(read(editor.text())).toEqual(old);
      expect(comments(editor.text())).toEqual(comments(text));
    }),
    { numRuns: 300 },
  );
});
