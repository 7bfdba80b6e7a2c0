import { expect, test } from "vitest";
import { parseName, quoted, shown, text } from "./names.ts";

test.each([
  ["orders", ["ORDERS"]],
  ["db.Sales.orders", ["DB", "SALES", "ORDERS"]],
  ['db."My Schema"."a""b"', ["DB", "My Schema", 'a"b']],
  [" a . b ", ["A", "B"]],
])("%s has these parts", (name, parts) => {
  expect(parseName(name)).toEqual(parts);
});

test.each(["", "a.b.c.d", "my table", "a.", ".a", 'a"b', "x; DROP TABLE y", "a--", '"open', "é"])(
  "%s is no name",
  (name) => {
    expect(() => parseName(name)).toThrow(/is not a name/);
  },
);

test("quoting leaves no way out", () => {
  expect(quoted(['a"; DROP TABLE x; --'])).toBe('"a""; DROP TABLE x; --"');
  expect(text("it's \\ 'quoted'")).toBe(String.raw`'it''s \\ ''quoted'''`);
  expect(shown(["DB", "My Schema", "T"])).toBe('DB."My Schema".T');
});
