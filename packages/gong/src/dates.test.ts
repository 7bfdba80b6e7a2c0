import { expect, test } from "vitest";
import { clock, daySpan, timeSpan, utc } from "./dates.ts";

test("days are whole days in UTC, times are taken as they are", () => {
  expect(timeSpan({ from: "2026-11-01", to: "2026-11-03" })).toEqual({
    fromDateTime: "2026-11-01T00:00:00Z",
    toDateTime: "2026-11-04T00:00:00Z",
  });
  expect(timeSpan({ from: "2026-11-01T09:00:00+02:00", to: "2026-11-01T10:00:00Z" })).toEqual({
    fromDateTime: "2026-11-01T07:00:00Z",
    toDateTime: "2026-11-01T10:00:00Z",
  });
  expect(timeSpan({ from: "2026-11-01" })).toEqual({ fromDateTime: "2026-11-01T00:00:00Z" });
});

test("what lies back begins with a whole day or hour, so that a cursor goes on with the same times", () => {
  const week = Date.parse(timeSpan({ from: "1w" }).fromDateTime);
  expect(week % 86_400_000).toBe(0);
  expect(Date.now() - week).toBeGreaterThanOrEqual(7 * 86_400_000);
  expect(Date.now() - week).toBeLessThan(8 * 86_400_000);
  expect(timeSpan({ from: "7d" })).toEqual(timeSpan({ from: "1w" }));
  expect(Date.parse(timeSpan({ from: "12h" }).fromDateTime) % 3_600_000).toBe(0);
});

test("statistics are of whole days and never reach into the future", () => {
  const today = new Date().toISOString().slice(0, 10);
  expect(daySpan({ from: "2020-01-01", to: "2020-01-31" })).toEqual({
    fromDate: "2020-01-01",
    toDate: "2020-02-01",
  });
  expect(daySpan({ from: "2020-01-01", to: today }).toDate).toBe(today);
  expect(daySpan({ from: "7d" }).toDate).toBe(today);
});

test.each([
  ["soon", undefined, /"from" was not understood: pass 2026-11-30/],
  ["5", undefined, /"from" was not understood/],
  ["2026-02-30T25:00:00Z", undefined, /"from" was not understood/],
  ["2026-11-01", "later", /"to" was not understood/],
  ["2026-11-02", "2026-11-01", /"to" is before "from"/],
])("from %s to %s is refused", (from, to, wording) => {
  expect(() => timeSpan({ from, to })).toThrow(wording);
});

test("a period without a whole day has no statistics", () => {
  expect(() => daySpan({ from: "0d" })).toThrow(/no whole day/);
});

test("seconds into a call are shown as people read them, times in UTC", () => {
  expect([0, 65.9, 3729, -1].map(clock)).toEqual(["0:00", "1:05", "1:02:09", "0:00"]);
  expect(utc("2026-11-01T09:00:00.123-05:00")).toBe("2026-11-01T14:00:00Z");
  expect(utc("never")).toBeUndefined();
  expect(utc(undefined)).toBeUndefined();
});
