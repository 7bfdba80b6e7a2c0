import { expect, test } from "vitest";
import { cellOf } from "./values.ts";

test.each([
  ["fixed", "42", 42],
  ["fixed", "184000.00", 184_000],
  ["fixed", "12345678901234567890123456789012345678", "12345678901234567890123456789012345678"],
  ["fixed", "0.1234567890123456789", "0.1234567890123456789"],
  ["real", "1.5e300", 1.5e300],
  ["real", "inf", "inf"],
  ["boolean", "1", true],
  ["boolean", "false", false],
  ["date", "20777", "2026-11-20"],
  ["date", "-1", "1969-12-31"],
  ["time", "32405.500000000", "09:00:05.500"],
  ["timestamp_ntz", "1795176000.000000000", "2026-11-20T12:00:00.000"],
  ["timestamp_ntz", "1795176000.123456789", "2026-11-20T12:00:00.123456789"],
  ["timestamp_ltz", "-0.500000000", "1969-12-31T23:59:59.500Z"],
  ["timestamp_tz", "1795176000.000 1500", "2026-11-20T12:00:00.000Z"],
  ["timestamp_tz", "of another version", "of another version"],
  ["variant", '{\n  "a": [1, 2]\n}', '{"a":[1,2]}'],
  ["array", "[ undefined ]", "[ undefined ]"],
  ["binary", "48656C6C6F", "48656C6C6F"],
  ["text", "null", "null"],
])("%s %s is shown as %s", (type, raw, shown) => {
  expect(cellOf(raw, { name: "X", type })).toBe(shown);
});

test("a null is null in every type", () => {
  expect(cellOf(null, { name: "X", type: "date" })).toBeNull();
});
