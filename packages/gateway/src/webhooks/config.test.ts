import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { gong, hookUrl, shownKey, stranger } from "../../test/webhooks-gong.ts";
import { webhookConfig, webhooksConfigured } from "./config.ts";
import { fingerprint } from "./keys.ts";

const folder = mkdtempSync(join(tmpdir(), "webhooks-config-"));
afterAll(() => rmSync(folder, { recursive: true }));
const shown = shownKey(gong.publicKey);
const pem = stranger.publicKey.export({ format: "pem", type: "spki" }).toString();
const file = join(folder, "key.pem");
writeFileSync(file, pem);
const base = { GONG_WEBHOOK_PUBLIC_KEY: shown, GONG_WEBHOOK_URL: hookUrl };

test("a key for each rule, by value or file, as Gong shows it or as PEM, each with its URL", () => {
  const { rules } = webhookConfig({
    ...base,
    GONG_WEBHOOK_PUBLIC_KEY_EMEA_FILE: file,
    GONG_WEBHOOK_PUBLIC_KEY_LATAM: pem.replaceAll("\n", "\\n"),
    GONG_WEBHOOK_URL_LATAM: `${hookUrl}?latam`,
  });
  expect(rules.map(({ name, url, key }) => [name, url, fingerprint(key)])).toEqual([
    ["default", hookUrl, fingerprint(gong.publicKey)],
    ["emea", hookUrl, fingerprint(stranger.publicKey)],
    ["latam", `${hookUrl}?latam`, fingerprint(stranger.publicKey)],
  ]);
});

test("one key from a file is enough, and without any nothing is configured", () => {
  const env = { GONG_WEBHOOK_PUBLIC_KEY_FILE: file, GONG_WEBHOOK_URL: hookUrl };
  expect(webhookConfig(env).rules).toMatchObject([{ name: "default" }]);
  expect(webhooksConfigured(env)).toBe(true);
  expect(webhooksConfigured({ GONG_WEBHOOK_PUBLIC_KEY: " ", GONG_WEBHOOK_URL: hookUrl })).toBe(false);
});

const privateKey = gong.privateKey.export({ format: "pem", type: "pkcs8" }).toString();
const small = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey;
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey;

test.each([
  [{}, /No key to check webhooks with/],
  [{ GONG_WEBHOOK_PUBLIC_KEY: shown }, /GONG_WEBHOOK_URL is not set/],
  [{ ...base, GONG_WEBHOOK_URL: "hooks.example.com" }, /GONG_WEBHOOK_URL is not a URL/],
  [{ ...base, GONG_WEBHOOK_PUBLIC_KEY: "secret words" }, /GONG_WEBHOOK_PUBLIC_KEY is not a public key/],
  [{ ...base, GONG_WEBHOOK_PUBLIC_KEY: privateKey }, /holds a private key/],
  [{ ...base, GONG_WEBHOOK_PUBLIC_KEY: shownKey(small) }, /1024 bits/],
  [{ ...base, GONG_WEBHOOK_PUBLIC_KEY: shownKey(ec) }, /no RSA key/],
  [
    { ...base, GONG_WEBHOOK_PUBLIC_KEY_B_FILE: join(folder, "none") },
    /GONG_WEBHOOK_PUBLIC_KEY_B_FILE points to/,
  ],
  [{ ...base, WEBHOOKS_STORE_URL: "mysql://u:hunter2@h" }, /WEBHOOKS_STORE_URL is not accepted/],
  [{ ...base, WEBHOOKS_SNOWFLAKE_TABLE: 'a."b; DROP"' }, /plain names only/],
  [{ ...base, WEBHOOKS_TOOL: "slack_send_message", WEBHOOKS_TOOL_ARGUMENTS: "[1]" }, /not a JSON object/],
  [{ ...base, WEBHOOKS_MAX_BODY_BYTES: "lots" }, /WEBHOOKS_MAX_BODY_BYTES: "lots"/],
])("%# is refused, naming the variable and not its content", (env, wording) => {
  let message = "";
  try {
    webhookConfig(env);
  } catch (error) {
    message = String(error);
  }
  expect(message).toMatch(wording);
  for (const secret of ["secret words", "hunter2", "BEGIN PRIVATE"]) expect(message).not.toContain(secret);
});
