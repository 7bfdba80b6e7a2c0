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
    `smcp_${"0a".repeat(36)}`,
    "Authorization: Bearer abcdefgh12345678",
    "Basic dXNlcjpwYXNzd29yZA==",
    "https://user:hunter22@host/path",
  ]) {
    expect(redactor.text(`x ${dirty} y`)).toContain("[redacted]");
    expect(redactor.text(`x ${dirty} y`)).not.toMatch(/1111|xoxb|ghp_|smcp_|abcdefgh1|dXNl|hunter/);
  }
});

const key = (end: string): string =>
  [
    "-----BEGIN RSA PRIVATE KEY-----",
    "DEK-Info: AES",
    "MIIEow+/IBAA==",
    "-----END RSA PRIVATE KEY-----",
  ].join(end);

test("a secret that begins with another leaves nothing behind; a key goes whole, whatever its line ends", () => {
  const redactor = createRedactor();
  redactor.add("abcdef");
  redactor.add("abcdef-and-more");
  expect(redactor.text("x abcdef-and-more y abcdef z")).toBe("x [redacted] y [redacted] z");
  for (const end of ["\n", "\\n", "\r\n"])
    expect(redactor.document(`a ${key(end)} b`)).toBe("a [redacted] b");
  expect(redactor.document("-----BEGIN PRIVATE KEY-----\nMIIEow")).toBe("[redacted]");
});

test("documents of others keep their words and lose their tokens", () => {
  const { document } = createRedactor();
  for (const prose of [
    "basic knowledge of it",
    "Bearer authentication",
    "risk-free-and-simple-to-use",
    "eyJhIjoxfQ==",
  ])
    expect(document(prose)).toBe(prose);
  for (const dirty of [
    "Bearer abcdefgh12345678",
    "sk_live_abcdefghij0123456789",
    "postgres://me:hunter22@db/x",
  ])
    expect(document(dirty)).toContain("[redacted]");
});

test("stays linear on 50 KB of hostile input", () => {
  const redactor = createRedactor();
  for (const hostile of [
    "eyJ".repeat(17_000),
    "pat-".repeat(12_500),
    `//${"a".repeat(50_000)}`,
    "bearer ".repeat(7_000),
    `bearer ${"a".repeat(50_000)}`,
    "-----BEGIN PRIVATE KEY-----".repeat(1_800),
    `-----BEGIN PRIVATE KEY-----${"-a".repeat(25_000)}`,
  ]) {
    const started = performance.now();
    redactor.text(hostile);
    redactor.document(hostile);
    expect(performance.now() - started).toBeLessThan(100);
  }
});
