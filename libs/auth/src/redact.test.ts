import { expect, test } from "vitest";
import { createRedactor } from "./redact.ts";

test("removes a registered secret in each encoding it travels in", () => {
  const redactor = createRedactor();
  redactor.add("s3cret/with+chars");
  const base64 = Buffer.from("s3cret/with+chars").toString("base64");
  const dirty = `a s3cret/with+chars b ${encodeURIComponent("s3cret/with+chars")} c ${base64}`;
  expect(redactor.text(dirty)).toBe("a [redacted] b [redacted] c [redacted]");
});

test("removes known token shapes and authorization headers that nobody registered", () => {
  const redactor = createRedactor();
  for (const dirty of [
    "pat-na1-11112222-3333-4444-5555-666677778888",
    "xoxb-123456789012-abcdefghijkl",
    "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
    "Authorization: Bearer abcdefgh12345678",
    "Basic dXNlcjpwYXNzd29yZA==",
    "https://user:hunter22@host/path",
  ]) {
    expect(redactor.text(`x ${dirty} y`)).toContain("[redacted]");
    expect(redactor.text(`x ${dirty} y`)).not.toMatch(/1111|xoxb|ghp_|abcdefgh1|dXNl|hunter/);
  }
});

test("stays linear on 50 KB of hostile input", () => {
  const redactor = createRedactor();
  for (const hostile of [
    "eyJ".repeat(17_000),
    "pat-".repeat(12_500),
    `//${"a".repeat(50_000)}`,
    "bearer ".repeat(7_000),
  ]) {
    const started = performance.now();
    redactor.text(hostile);
    expect(performance.now() - started).toBeLessThan(100);
  }
});
