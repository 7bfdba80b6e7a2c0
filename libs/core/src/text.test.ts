import { expect, test } from "vitest";
import { fit } from "./answer.ts";
import { idAtEdges } from "./envelope.ts";
import { fields, table } from "./render.ts";
import { mapStrings, revealed, visible } from "./text.ts";

test("hidden characters go, visible ones stay", () => {
  const hidden =
    "\u200B\u200E\u202A\u202E\u2060\u2066\uFEFF\u{E0049}\u{E007F}\u00AD\u115F\u3164\u0007\u001B\u009B\uFE00";
  expect(visible(`a${hidden}b`)).toBe("ab");
  for (const text of ["grüße 東京 ağ", "👩‍🚀 🏳️‍🌈 👍🏽", "می‌خواهم", "क्‍ष", "tab\tline\r\n"])
    expect(visible(text)).toBe(text);
  expect(visible("a\u200Db")).toBe("ab");
  expect(visible("lone \ud800 surrogate")).toBe("lone \uFFFD surrogate");
});

test("no character that Unicode calls ignorable, nor a control one, is overlooked", () => {
  const kept = new Set(["\t", "\n", "\r", "\uFE0F"]);
  const overlooked: string[] = [];
  for (let code = 0; code <= 0x10_ff_ff; code++) {
    const char = String.fromCodePoint(code);
    if (!/[\p{Default_Ignorable_Code_Point}\p{Cc}\uFFF9-\uFFFB]/u.test(char) || kept.has(char)) continue;
    if (visible(`ü${char}`) !== "ü") overlooked.push(code.toString(16));
  }
  expect(overlooked).toEqual([]);
});

test("hidden characters are written out for a person, and nothing else is", () => {
  expect(revealed("pay\u202E\u{E0041}\u200B now")).toBe("pay\\u{202E}\\u{E0041}\\u{200B} now");
  for (const text of ["grüße 東京", "👩‍🚀 👍🏽", "plain\n"]) expect(revealed(text)).toBe(text);
});

test("every string of a value is reached, keys are not touched", () => {
  expect(mapStrings({ a: ["x", { b: "y" }], n: 1, z: null }, (text) => `${text}!`)).toEqual({
    a: ["x!", { b: "y!" }],
    n: 1,
    z: null,
  });
});

test("tables leave empty columns out and keep a row on its line", () => {
  expect(
    table(
      [
        { id: 1, name: "a\tb\nc", none: null },
        { id: 2, name: "d", none: "" },
      ],
      ["id", "name", "none"],
    ),
  ).toBe("id\tname\n1\ta b c\n2\td");
  expect(table([], ["id" as never])).toBe("(no rows)");
  expect(fields({ a: "x", b: null, c: ["y", "z"], d: false })).toBe("a: x\nc: y, z\nd: false");
});

test("what fits is not touched; the budget holds for text and structure alike", () => {
  const output = { rows: [{ a: 1 }] };
  expect(fit(output, () => "short", 100, undefined)).toEqual({ output, text: "short" });
  const wide = { rows: Array.from({ length: 500 }, (_, a) => ({ a, b: "b".repeat(50) })) };
  const cut = fit(wide, () => "short text", 1000, undefined);
  expect(JSON.stringify(cut.output).length / 4).toBeLessThan(1100);
  expect(cut.text).toContain("rows shown");
});

test("the id of a message too long to read is found first or last, and nowhere else", () => {
  expect(idAtEdges('{"jsonrpc":"2.0","id":7,"method":"x"', "")).toBe(7);
  expect(idAtEdges('{"method":"x"', '"}},"jsonrpc":"2.0","id":"abc"}')).toBe("abc");
  expect(idAtEdges('{"method":"x","params":{"id":3', '"id":3}}')).toBeUndefined();
});

test.each([
  "a".repeat(50_000),
  "<".repeat(50_000),
  '"id":'.repeat(10_000),
  "\u200D".repeat(50_000),
  "👩\u200D".repeat(15_000),
])("hostile text is read in linear time", (text) => {
  const started = performance.now();
  visible(text);
  revealed(text);
  idAtEdges(text, text);
  expect(performance.now() - started).toBeLessThan(100);
});
