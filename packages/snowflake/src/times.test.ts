import { expect, onTestFinished, test, vi } from "vitest";
import { instant } from "./times.ts";

test("what lies back counts from Snowflake's clock", () => {
  const ago = { sql: "DATEADD('minute', ?, CURRENT_TIMESTAMP())", bind: -360 };
  expect(instant("6h", "since")).toEqual(ago);
  expect(instant("6 H ago", "since")).toEqual(ago);
});

test("a time without a zone is UTC wherever the server runs", () => {
  vi.stubEnv("TZ", "Asia/Tokyo");
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(new Date().getTimezoneOffset()).toBe(-540);
  expect(instant("2026-11-30T09:00:00", "since").bind).toBe("2026-11-30T09:00:00.000Z");
  expect(instant("2026-11-30T09:00:00+02:00", "since").bind).toBe("2026-11-30T07:00:00.000Z");
  expect(instant("2026-11-30", "since").bind).toBe("2026-11-30T00:00:00.000Z");
});
