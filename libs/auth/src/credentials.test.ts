import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CredentialError, resolveCredentials, type CredentialScheme } from "./credentials.ts";
import { createRedactor } from "./redact.ts";

const token: CredentialScheme = {
  kind: "bearer",
  title: "access token",
  url: "https://vendor.example/tokens",
  fields: { token: { env: ["VENDOR_TOKEN", "VENDOR_API_KEY"], title: "access token", secret: true } },
};
const pair: CredentialScheme = {
  kind: "basic",
  title: "key and secret",
  url: "https://vendor.example/keys",
  fields: {
    key: { env: ["VENDOR_KEY"], title: "access key" },
    secret: { env: ["VENDOR_SECRET"], title: "access key secret", secret: true },
  },
};

const resolve = (
  env: Record<string, string>,
  schemes: [CredentialScheme, ...CredentialScheme[]] = [token, pair],
) => resolveCredentials("Vendor", schemes, env, createRedactor());

test("prefers the vendor's own name over an alias, and a variable over a file", () => {
  const found = resolve({
    VENDOR_API_KEY: "alias-value",
    VENDOR_TOKEN: "own-value",
    VENDOR_TOKEN_FILE: "/nowhere",
  });
  expect(found).toMatchObject({
    kind: "bearer",
    values: { token: "own-value" },
    sources: { token: "VENDOR_TOKEN" },
  });
});

test("reads a secret file and trims its line end", () => {
  const path = join(mkdtempSync(join(tmpdir(), "auth-")), "token");
  writeFileSync(path, "from-file\n");
  expect(resolve({ VENDOR_TOKEN_FILE: path })).toMatchObject({
    values: { token: "from-file" },
    sources: { token: "VENDOR_TOKEN_FILE" },
  });
});

test("takes the second scheme when only that one is complete", () => {
  expect(resolve({ VENDOR_KEY: "key", VENDOR_SECRET: "secret" })).toMatchObject({ kind: "basic" });
});

test("names the first scheme's variable when nothing is set, and the begun scheme's when one was begun", () => {
  expect(() => resolve({})).toThrow(/needs VENDOR_TOKEN .*vendor\.example\/tokens.*--sandbox/s);
  expect(() => resolve({})).toThrow(/Accepted instead: key and secret \(VENDOR_KEY, VENDOR_SECRET\)\./);
  expect(() => resolve({ VENDOR_KEY: "key" })).toThrow(/needs VENDOR_SECRET/);
});

test("treats an unexpanded ${VAR} as missing and an unreadable file as an error", () => {
  expect(() => resolve({ VENDOR_TOKEN: "${VENDOR_TOKEN}" })).toThrow(CredentialError);
  expect(() => resolve({ VENDOR_TOKEN_FILE: "/does/not/exist" })).toThrow(/cannot be read/);
});

test("registers what it read with the redactor", () => {
  const redactor = createRedactor();
  resolveCredentials("Vendor", [token], { VENDOR_TOKEN: "very-secret-value" }, redactor);
  expect(redactor.text("very-secret-value")).toBe("[redacted]");
});
