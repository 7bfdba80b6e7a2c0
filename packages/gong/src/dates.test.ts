import { expect, onTestFinished, test, vi } from "vitest";
import { clock, daySpan, timeSpan, utc } from "./dates.ts";

test("days are whole days in UTC, times are taken as they are", () => {
  expect(timeSpan({ since: "2026-11-01", until: "2026-11-03" })).toEqual({
    fromDateTime: "2026-11-01T00:00:00Z",
    toDateTime: "2026-11-04T00:00:00Z",
  });
  expect(timeSpan({ since: "2026-11-01T09:00:00+02:00", until: "2026-11-01T10:00:00Z" })).toEqual({
    fromDateTime: "2026-11-01T07:00:00Z",
    toDateTime: "2026-11-01T10:00:00Z",
  });
  expect(timeSpan({ since: "2026-11-01" })).toEqual({ fromDateTime: "2026-11-01T00:00:00Z" });
});

test("a time without a zone is UTC wherever the server runs", () => {
  vi.stubEnv("TZ", "Asia/Tokyo");
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(new Date().getTimezoneOffset()).toBe(-540);
  expect(timeSpan({ since: "2026-11-01T09:00:00", until: "2026-11-01 10:00" })).toEqual({
    fromDateTime: "2026-11-01T09:00:00Z",
    toDateTime: "2026-11-01T10:00:00Z",
  });
});

test("what lies back begins with a whole day or hour, so that a cursor goes on with the same times", () => {
  const week = Date.parse(timeSpan({ since: "1w" }).fromDateTime);
  expect(week % 86_400_000).toBe(0);
  expect(Date.now() - week).toBeGreaterThanOrEqual(7 * 86_400_000);
  expect(Date.now() - week).toBeLessThan(8 * 86_400_000);
  expect(timeSpan({ since: "7d" })).toEqual(timeSpan({ since: "1w" }));
  expect(Date.parse(timeSpan({ since: "12h" }).fromDateTime) % 3_600_000).toBe(0);
});

test("statistics are of whole days and never reach into the future", () => {
  const today = new Date().toISOString().slice(0, 10);
  expect(daySpan({ since: "2020-01-01", until: "2020-01-31" })).toEqual({
    fromDate: "2020-01-01",
    toDate: "2020-02-01",
  });
  expect(daySpan({ since: "2020-01-01", until: today }).toDate).toBe(today);
  expect(daySpan({ since: "7d" }).toDate).toBe(today);
});

test.each([
  ["soon", undefined, /"since" was not understood: pass 2026-11-30/],
  ["5", undefined, /"since" was not understood/],
  ["2026-02-30T25:00:00Z", undefined, /"since" was not understood/],
  ["2026-11-01", "later", /"until" was not understood/],
  ["2026-11-02", "2026-11-01", /"until" is before "since"/],
])("since %s until %s is refused", (since, until, wording) => {
  expect(() => timeSpan({ since, until })).toThrow(wording);
});

test("a period without a whole day has no statistics", () => {
  expect(() => daySpan({ since: "0d" })).toThrow(/no whole day/);
});

test("seconds into a call are shown as people read them, times in UTC", () => {
  expect([0, 65.9, 3729, -1].map(clock)).toEqual(["0:00", "1:05", "1:02:09", "0:00"]);
  expect(utc("2026-11-01T09:00:00.123-05:00")).toBe("2026-11-01T14:00:00Z");
  expect(utc("never")).toBeUndefined();
  expect(utc(undefined)).toBeUndefined();
});
