import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ConfigError } from "./errors.ts";
import { httpToken } from "./http-token.ts";

const folder = mkdtempSync(join(tmpdir(), "http-token-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string): string {
  const path = join(folder, `token-${text.length}`);
  writeFileSync(path, text);
  return path;
}

test("is the variable, else the file's content without its line end, else nothing", () => {
  const MCP_AUTH_TOKEN_FILE = file("from-a-file\n");
  expect(httpToken({ MCP_AUTH_TOKEN: " from-env ", MCP_AUTH_TOKEN_FILE })).toBe("from-env");
  expect(httpToken({ MCP_AUTH_TOKEN_FILE })).toBe("from-a-file");
  expect(httpToken({})).toBeUndefined();
  expect(httpToken({ MCP_AUTH_TOKEN: "", MCP_AUTH_TOKEN_FILE: "" })).toBeUndefined();
});

test.each([
  ["a missing file", { MCP_AUTH_TOKEN_FILE: "/does/not/exist" }, /_FILE points to .*cannot be read/],
  ["an empty file", { MCP_AUTH_TOKEN_FILE: file("\n") }, /_FILE points to .*is empty/],
  ["a reference that nobody expanded", { MCP_AUTH_TOKEN: "${TOKEN}" }, /unexpanded/],
])("refuses %s instead of leaving the endpoint open", (_, env, message) => {
  expect(() => httpToken(env)).toThrow(ConfigError);
  expect(() => httpToken(env)).toThrow(message);
});
