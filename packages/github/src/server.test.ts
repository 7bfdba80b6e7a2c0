import { generateKeyPairSync } from "node:crypto";
import { startHarness } from "@sophia-mcp/testing/harness";
import { expect, test } from "vitest";
import server from "./server.ts";

const noToken = { GITHUB_PERSONAL_ACCESS_TOKEN: undefined };

function app(): Record<string, string | undefined> {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return {
    ...noToken,
    GITHUB_APP_ID: "771204",
    GITHUB_APP_INSTALLATION_ID: "48120044",
    GITHUB_APP_PRIVATE_KEY: privateKey
      .export({ type: "pkcs1", format: "pem" })
      .toString()
      .replaceAll("\n", "\\n"),
  };
}

test("an App installation signs in once and works as itself", async () => {
  const github = await startHarness(server, { env: app() });
  const me = await github.call("github_get_me");
  expect(me.structured).toMatchObject({ login: "installation 48120044", repositories: 3 });
  const created = await github.call("github_create_issue", {
    repository: "tessalane/flow-router",
    title: "By the App",
  });
  expect(created.structured).toMatchObject({ created: true });
  expect(github.sent().filter((line) => line.includes("access_tokens"))).toHaveLength(1);
  expect(await github.engine.identify(AbortSignal.timeout(5000))).toMatchObject({
    account: "installation 48120044, 3 repositories",
  });
  await github.close();
});

test("a refused App token is renewed once", async () => {
  const github = await startHarness(server, { env: app() });
  github.sandbox.faults.add({ path: "/repos/**", kind: "status", status: 401, times: 1 });
  const answer = await github.call("github_get_repository", { repository: "tessalane/flow-router" });
  expect(answer.isError, answer.text).toBe(false);
  expect(github.sent().filter((line) => line.includes("access_tokens"))).toHaveLength(2);
  await github.close();
});

test("an App that is not installed is told so", async () => {
  const github = await startHarness(server, { env: { ...app(), GITHUB_APP_INSTALLATION_ID: "1" } });
  const answer = await github.call("github_get_me");
  expect(answer.text).toContain("no such App installation (404)");
  await github.close();
});

test("a half-given App names what is missing", async () => {
  const github = await startHarness(server, {
    env: { ...noToken, GITHUB_APP_ID: "1", GITHUB_APP_INSTALLATION_ID: "2" },
  });
  const answer = await github.call("github_get_me");
  expect(answer.text).toContain("GitHub needs GITHUB_APP_PRIVATE_KEY");
  await github.close();
});

test("--check tells a classic token's scopes, and that others tell none", async () => {
  const classic = await startHarness(server, { flags: { lockdown: "yes" } });
  expect(await classic.engine.identify(AbortSignal.timeout(5000))).toEqual({
    account: "anwosu-tessalane",
    scopes: ["notifications", "read:org", "repo", "workflow"],
    notes: ["Lockdown mode is on."],
  });
  await classic.close();
  const fine = await startHarness(server, {
    env: { GITHUB_PERSONAL_ACCESS_TOKEN: "github_pat_sandboxReadOnly00000_0000000000000000000000000" },
  });
  expect((await fine.engine.identify(AbortSignal.timeout(5000))).notes?.[0]).toContain("classic tokens only");
  await fine.close();
});

test("the usual variables are all read, and the API version is sent", async () => {
  const github = await startHarness(server, {
    env: { ...noToken, GH_TOKEN: "ghp_sandboxPublicOnly00000000000000000000" },
    flags: { api_version: "2026-03-10" },
  });
  await github.call("github_get_me");
  expect(github.sandbox.requests[0]?.headers).toMatchObject({
    authorization: "Bearer ghp_sandboxPublicOnly00000000000000000000",
    "x-github-api-version": "2026-03-10",
    "user-agent": expect.stringMatching(/^sophia-mcp-github\//) as string,
  });
  await github.close();
});

test("an Enterprise server is reached below its own path", async () => {
  const plain = await startHarness(server);
  const github = await startHarness(server, {
    env: { GITHUB_BASE_URL: `${plain.sandbox.env.GITHUB_BASE_URL}/api/v3/` },
  });
  await github.call("github_get_repository", { repository: "acme/tools" });
  expect(plain.sandbox.requests.map(({ path }) => path)).toEqual(["/api/v3/repos/acme/tools"]);
  await github.close();
  await plain.close();
});

test("by default the list has the core tools, groups add the others", async () => {
  const github = await startHarness(server, { selection: { groups: ["reviews", "actions"] } });
  const { tools } = await github.client.listTools();
  expect(tools).toHaveLength(16 + 3 + 2);
  await github.close();
});
