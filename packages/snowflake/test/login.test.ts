import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Harness } from "@sophia-mcp/testing/harness";
import { afterEach, describe, expect, test } from "vitest";
import { logins, startSnowflake, statements } from "./harness.ts";

let running: Harness[] = [];
afterEach(async () => {
  await Promise.all(running.map((harness) => harness.close()));
  running = [];
});

async function start(...options: Parameters<typeof startSnowflake>): Promise<Harness> {
  const harness = await startSnowflake(...options);
  running.push(harness);
  return harness;
}

const withoutToken = { SNOWFLAKE_PAT: undefined };
const who = { sql: "SELECT CURRENT_USER() AS u, CURRENT_ROLE() AS r" };

/** The user's public key, stored as an administrator would: by SQL. */
async function storeKey(harness: Harness, publicKey: string): Promise<void> {
  const url = harness.sandbox.env.SNOWFLAKE_BASE_URL;
  const post = async (path: string, body: unknown, token = "") =>
    (await fetch(`${url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Snowflake Token="${token}"` },
      body: JSON.stringify(body),
    }).then((response) => response.json())) as { data: { token: string } };
  const data = { ACCOUNT_NAME: "TESSALANE", LOGIN_NAME: "READER_BOT", PASSWORD: "sandbox-password-93ab" };
  const { data: session } = await post("/session/v1/login-request", { data });
  await post(
    "/queries/v1/query-request?requestId=1",
    { sqlText: `ALTER USER MCP_AGENT SET RSA_PUBLIC_KEY = '${publicKey}'` },
    session.token,
  );
}

describe("a key pair", () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const plain = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const passphrase = "correct horse battery";
  const encrypted = privateKey
    .export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase })
    .toString();
  const stored = publicKey.export({ type: "spki", format: "der" }).toString("base64");
  const user = { ...withoutToken, SNOWFLAKE_USER: "mcp_agent" };

  test.each([
    ["as it is", { SNOWFLAKE_PRIVATE_KEY: plain }],
    ["with its line ends escaped", { SNOWFLAKE_PRIVATE_KEY: plain.replaceAll("\n", "\\n") }],
    ["encrypted", { SNOWFLAKE_PRIVATE_KEY: encrypted, SNOWFLAKE_PRIVATE_KEY_PASSPHRASE: passphrase }],
  ])("logs in %s", async (_name, env) => {
    const harness = await start({ env: { ...user, ...env } });
    await storeKey(harness, stored);
    const answer = await harness.call("snowflake_run_query", who);
    expect(answer.structured.rows, answer.text).toEqual([["MCP_AGENT", "DATA_ENGINEER"]]);
    const [, login] = logins(harness);
    expect(login?.data).toMatchObject({
      AUTHENTICATOR: "SNOWFLAKE_JWT",
      TOKEN: expect.stringMatching(/^ey/),
    });
  });

  test("is read from a file", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sophia-key-"));
    writeFileSync(join(folder, "key.p8"), plain);
    const harness = await start({ env: { ...user, SNOWFLAKE_PRIVATE_KEY_FILE: join(folder, "key.p8") } });
    await storeKey(harness, stored);
    expect((await harness.call("snowflake_get_session")).isError).toBe(false);
    rmSync(folder, { recursive: true });
  });

  test.each([
    ["a key that is not the user's", { SNOWFLAKE_PRIVATE_KEY: plain }, /JWT token is invalid/],
    [
      "a wrong passphrase",
      { SNOWFLAKE_PRIVATE_KEY: encrypted, SNOWFLAKE_PRIVATE_KEY_PASSPHRASE: "wrong" },
      /SNOWFLAKE_PRIVATE_KEY/,
    ],
    ["a key that is none", { SNOWFLAKE_PRIVATE_KEY: "MIIEvQ" }, /SNOWFLAKE_PRIVATE_KEY/],
  ])("%s is told without showing it", async (_name, env, words) => {
    const harness = await start({ env: { ...user, ...env } });
    const answer = await harness.call("snowflake_get_session");
    expect(answer.error?.kind, answer.text).toBe("auth");
    expect(answer.text).toMatch(words);
    expect(answer.text + harness.logged.join("")).not.toContain("PRIVATE KEY-----");
  });
});

test.each([
  ["an OAuth access token", { SNOWFLAKE_OAUTH_TOKEN: "sf-oauth-sandbox-mcp-agent-b85d20ea" }, "OAUTH"],
  ["a password", { SNOWFLAKE_USER: "mcp_agent", SNOWFLAKE_PASSWORD: "sandbox-password-93ab" }, "SNOWFLAKE"],
  [
    "an OAuth refresh token",
    {
      SNOWFLAKE_OAUTH_CLIENT_ID: "sandbox-client",
      SNOWFLAKE_OAUTH_CLIENT_SECRET: "sandbox-client-secret-41d7",
      SNOWFLAKE_OAUTH_REFRESH_TOKEN: "sf-refresh-sandbox-6e02",
    },
    "OAUTH",
  ],
])("%s logs in", async (_name, env, authenticator) => {
  const harness = await start({ env: { ...withoutToken, ...env } });
  const answer = await harness.call("snowflake_run_query", who);
  expect(answer.structured.rows, answer.text).toEqual([["MCP_AGENT", "DATA_ENGINEER"]]);
  expect(logins(harness)[0]?.data).toMatchObject({ AUTHENTICATOR: authenticator });
});

test.each([
  [
    "a wrong token",
    { SNOWFLAKE_PAT: "wrong-token-altogether" },
    /SNOWFLAKE_PAT.*Programmatic access token is invalid/s,
  ],
  ["an unknown account", { SNOWFLAKE_ACCOUNT: "elsewhere" }, /could not be found.*SNOWFLAKE_ACCOUNT/s],
])("%s is told with the variable", async (_name, env, words) => {
  const harness = await start({ env });
  expect((await harness.call("snowflake_get_session")).text).toMatch(words);
});

test("a role that was set is the only one: secondary roles are switched off", async () => {
  const env = {
    ...withoutToken,
    SNOWFLAKE_USER: "mcp_agent",
    SNOWFLAKE_PASSWORD: "sandbox-password-93ab",
    SNOWFLAKE_ROLE: "data_reader",
  };
  const harness = await start({ env });
  const session = await harness.call("snowflake_get_session");
  expect(session.structured).toMatchObject({ role: "DATA_READER", secondary_roles: "" });
  expect(statements(harness)[0]?.sqlText).toBe("USE SECONDARY ROLES NONE");
  const write = await harness.call("snowflake_run_statement", { sql: "DELETE FROM scratch.public.notes" });
  expect(write.error).toMatchObject({ kind: "auth", status: 403 });
});

test("a role that the user lacks is told", async () => {
  const harness = await start({ env: { SNOWFLAKE_ROLE: "accountadmin" } });
  expect((await harness.call("snowflake_get_session")).text).toMatch(
    /not granted to this user.*SNOWFLAKE_ROLE/s,
  );
});

test("a login says little about the machine, and nothing is sent as telemetry", async () => {
  const harness = await start();
  await harness.call("snowflake_get_session");
  const [login] = logins(harness);
  expect(Object.keys(login?.data.CLIENT_ENVIRONMENT as object).sort()).toEqual([
    "APPLICATION",
    "OCSP_MODE",
    "OS",
    "OS_VERSION",
    "node",
  ]);
  expect(harness.sandbox.requests.map(({ path }) => path)).toEqual([
    "/session/v1/login-request",
    "/queries/v1/query-request",
  ]);
});

const expired = (code: string) => ({
  vendor: "snowflake",
  kind: "status" as const,
  status: 200,
  body: { success: false, code, message: "Authentication token has expired.", data: null },
  path: "/queries/v1/query-request",
  times: 1,
});

describe("a session that ends on Snowflake's side", () => {
  test.each([
    ["is renewed while the master token holds", "390112", ["/session/token-request"]],
    ["is opened again when it is unknown", "390104", ["/session/v1/login-request"]],
    ["is opened again when it is gone", "390111", ["/session/v1/login-request"]],
  ])("%s", async (_name, code, between) => {
    const harness = await start();
    await harness.call("snowflake_get_session");
    harness.sandbox.faults.add(expired(code));
    harness.sent();
    const answer = await harness.call("snowflake_get_session");
    expect(answer.isError, answer.text).toBe(false);
    const query = "POST /queries/v1/query-request";
    expect(harness.sent()).toEqual([query, ...between.map((path) => `POST ${path}`), query]);
  });

  test("is opened again after hours without use, when the master token has expired too", async () => {
    const harness = await start();
    await harness.call("snowflake_get_session");
    harness.sandbox.faults.add(expired("390112"));
    harness.sandbox.faults.add({ ...expired("390114"), path: "/session/token-request" });
    const answer = await harness.call("snowflake_get_session");
    expect(answer.isError, answer.text).toBe(false);
    expect(logins(harness)).toHaveLength(2);
  });
});

test.each([
  ["nothing", {}],
  ["a list", []],
  ["a success without data", { success: true }],
  ["a result without columns", { success: true, data: { queryId: "x" } }],
])("an answer that is %s is told, and the server lives on", async (_name, body) => {
  const harness = await start();
  harness.sandbox.faults.add({
    vendor: "snowflake",
    kind: "status",
    status: 200,
    body,
    path: "/queries/v1/query-request",
    times: 1,
  });
  const answer = await harness.call("snowflake_get_session");
  expect(answer.error?.kind).toBe("upstream");
  expect(answer.text).toContain("SNOWFLAKE_BASE_URL");
  expect((await harness.call("snowflake_get_session")).isError).toBe(false);
});

test("calls at once share one session, and it is closed at the end", async () => {
  const harness = await startSnowflake();
  await Promise.all(Array.from({ length: 5 }, () => harness.call("snowflake_get_session")));
  expect(logins(harness)).toHaveLength(1);
  await harness.close();
  expect(harness.sandbox.requests.at(-1)).toMatchObject({ path: "/session", query: { delete: "true" } });
});

test("a call that is cancelled while it logs in does not spoil the login for the others", async () => {
  const harness = await start();
  harness.sandbox.faults.add({
    vendor: "snowflake",
    kind: "slow",
    delayMs: 300,
    path: "/session/**",
    times: 1,
  });
  const controller = new AbortController();
  const first = harness.call("snowflake_get_session", {}, { signal: controller.signal });
  await expect.poll(() => logins(harness).length).toBe(1);
  const second = harness.call("snowflake_get_session");
  controller.abort();
  await expect(first).rejects.toThrow();
  expect((await second).isError).toBe(false);
  expect(logins(harness)).toHaveLength(1);
});
