import * as fc from "fast-check";
import { expect, test } from "vitest";
import { visible } from "@sophia-mcp/core/text";
import { createRedaction } from "./redact.ts";

const secret = 'p4ss"wörd\n/with\\all';
const { clean, text } = createRedaction([secret, "plain-secret-1", "short"]);
const result = (value: unknown): string => JSON.stringify({ jsonrpc: "2.0", id: 1, result: value });
const read = (line: string): unknown => (JSON.parse(line) as { result: unknown }).result;

test("a line with nothing to clean comes back as it is, numbers and escapes and all", () => {
  for (const line of [
    '{"jsonrpc":"2.0","id":1,"result":{"n":12345678901234567890,"f":1.0,"s":"\\u00fc\\/ \\ud83d\\ude00 grüße 👩‍🚀"}}',
    result({ content: [{ type: "text", text: "Basic knowledge of bearer tokens at http://a:80/b@c" }] }),
    "{}",
  ])
    expect(clean(line)).toBe(line);
});

const places = (value: string): unknown => ({
  content: [{ type: "text", text: `before ${value} after` }],
  structuredContent: { deep: [{ [value]: value }] },
});

test.each([
  ["a secret with characters that JSON escapes", `x ${secret} y`],
  ["one in a URL", `?k=${encodeURIComponent(secret)}`],
  ["one in base64", Buffer.from(secret).toString("base64")],
  ["one in JSON within the text", JSON.stringify({ a: secret })],
  ["a secret of plain characters", "<plain-secret-1>"],
  ["an OpenAI key", "sk-abcdefghijklmnopqrst"],
  ["a GitHub token behind a line end", "\nghp_abcdefghijklmnopqrstuvwxyz0123456789"],
  ["a Slack token", "xoxb-123456789012-abcdefghijkl"],
  ["an AWS key", "AKIAIOSFODNN7EXAMPLE"],
  ["a JWT", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abcdef-_123"],
  ["a private key", "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN\n-----END PRIVATE KEY-----"],
  ["a header", "Authorization: Bearer abcdefgh12345678"],
  ["a password in a URL", "postgres://me:hunter22@db/x"],
])("%s is removed wherever it stands", (_, dirty) => {
  const line = clean(result(places(dirty)));
  for (const part of ["p4ss", "plain-secret", "abcdefgh", "EXAMPLE", "MIIE", "hunter22", "xoxb"])
    expect(line).not.toContain(part);
  expect(line).toContain("[redacted]");
  expect(line.startsWith('{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"before ')).toBe(
    true,
  );
  expect(read(line)).toHaveProperty("structuredContent.deep");
  // Also where another writer escapes more than it must.
  const escaped = result(places(dirty)).replaceAll("/", "\\/").replaceAll("ö", "\\u00f6");
  expect(read(clean(escaped))).toEqual(read(line));
  expect(text(dirty)).toContain("[redacted]");
});

test("every hidden character is removed, raw and escaped", () => {
  const missed: string[] = [];
  let seen = 0;
  for (let code = 0; code <= 0x10_ff_ff; code++) {
    if (code >= 0xd8_00 && code <= 0xdf_ff) continue;
    const char = String.fromCodePoint(code);
    if (visible(char) !== "") continue;
    seen++;
    const units = Array.from({ length: char.length }, (_, i) => char.charCodeAt(i));
    for (const digits of ["0123456789abcdef", "0123456789ABCDEF"]) {
      const hex = (unit: number): string =>
        [12, 8, 4, 0].map((shift) => digits[(unit >> shift) & 15]).join("");
      const escaped = units.map((unit) => `\\u${hex(unit)}`).join("");
      if (clean(`{"a":"x${escaped}y"}`) !== '{"a":"xy"}') missed.push(code.toString(16));
    }
    // Raw control characters are no JSON.
    if (code >= 0x20 && clean(`{"a":"x${char}y"}`) !== '{"a":"xy"}') missed.push(`raw ${code.toString(16)}`);
  }
  expect(missed).toEqual([]);
  expect(seen).toBeGreaterThan(4000);
});

test("a token that hidden characters take apart is found", () => {
  expect(read(clean(result("gh\u200Bp_abcdefghijklmnop\u2060qrstuvwxyz")))).toBe("[redacted]");
  expect(clean('{"a":"plain-\\u200bsecret-1"}')).toBe('{"a":"[redacted]"}');
});

test("what a client must hand back is left as it is", () => {
  const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abcdef-_123";
  expect(read(clean(result({ requestState: jwt, nextCursor: jwt, text: jwt })))).toEqual({
    requestState: jwt,
    nextCursor: jwt,
    text: "[redacted]",
  });
});

test("JSON stays JSON, whatever is in it, and nothing else changes", () => {
  const texts = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.string({
      unit: fc.constantFrom(
        '"',
        "\\",
        "u",
        "200b",
        "plain-secret-1",
        "\u200B",
        ":",
        "{",
        "ghp_",
        "smcp_",
        "a".repeat(16),
      ),
    }),
  );
  const values = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, texts, fc.integer(), fc.constant(null), tie("list"), tie("object")),
    list: fc.array(tie("value"), { maxLength: 4 }),
    object: fc.dictionary(texts, tie("value"), { maxKeys: 4 }),
  })).value;
  const cleaned = (value: unknown): unknown =>
    typeof value === "string"
      ? text(value)
      : Array.isArray(value)
        ? value.map(cleaned)
        : value !== null && typeof value === "object"
          ? Object.fromEntries(Object.entries(value).map(([key, member]) => [text(key), cleaned(member)]))
          : value;
  fc.assert(
    fc.property(values, (value) => {
      expect(JSON.parse(clean(JSON.stringify(value)))).toEqual(cleaned(value));
    }),
    { numRuns: 500 },
  );
});

test.each([
  JSON.stringify("\\".repeat(25_000)),
  JSON.stringify('"'.repeat(25_000)),
  JSON.stringify("/a:".repeat(16_000)),
  JSON.stringify("sk-".repeat(16_000)),
  `[${'"bearer ",'.repeat(5_000)}1]`,
  JSON.stringify("\u200B".repeat(50_000)),
])("50 KB of hostile text are read in linear time", (line) => {
  const started = performance.now();
  JSON.parse(clean(line));
  expect(performance.now() - started).toBeLessThan(100);
});
