import { afterEach, expect, test, vi } from "vitest";
import { iso, moment } from "./times.ts";

afterEach(() => void vi.useRealTimers());

test.each([
  ["2026-11-30", "2026-11-30T00:00:00Z"],
  [" 2026-11-30T09:00:00Z ", "2026-11-30T09:00:00Z"],
  ["2026-11-30T09:00:00+02:00", "2026-11-30T07:00:00Z"],
  // Never the zone of the machine that the server runs on.
  ["2026-11-30T09:00", "2026-11-30T09:00:00Z"],
  ["90m", "2026-11-30T10:30:00Z"],
  ["2 h", "2026-11-30T10:00:00Z"],
  ["1d ago", "2026-11-29T12:00:00Z"],
  ["1w", "2026-11-23T12:00:00Z"],
])("%s is %s", (given, expected) => {
  vi.useFakeTimers({ now: Date.parse("2026-11-30T12:00:00Z") });
  expect(iso(moment("since", given))).toBe(expected);
});

test.each(["5", "yesterday", "2026-13-01", "2026-11-30 or so", "1y", "", "-1d"])(
  "%j is refused by key",
  (given) => {
    expect(() => moment("since", given)).toThrow(
      '"since" was not understood: pass 2026-11-30, 2026-11-30T09:00:00Z, or 2h, 1d, 1w ago.',
    );
  },
);
