import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";
import { tokens } from "../../test/ids.ts";
let asana: Harness;
beforeAll(async () => {
  asana = await startHarness(server);
});
afterAll(() => asana.close());

test("tells who the token belongs to and the workspaces that it sees", async () => {
  const me = await asana.call("asana_get_me");
  expect(me.structured).toEqual({
    id: "120641880000901",
    name: "Sofia Lindqvist",
    email: "sofia.lindqvist@tessalane.example",
    workspaces: [{ id: "1206620131102716", name: "Tessalane" }],
  });
});

test("a guest sees the second workspace too", async () => {
  const guest = await startHarness(server, { env: { ASANA_ACCESS_TOKEN: tokens.twoWorkspaces } });
  const me = await guest.call("asana_get_me");
  expect((me.structured.workspaces as { name: string }[]).map(({ name }) => name)).toEqual([
    "Tessalane",
    "Tessalane Partners",
  ]);
  await guest.close();
});

test("a refresh token is traded for an access token, which is kept", async () => {
  const oauth = await startHarness(server, {
    env: {
      ASANA_ACCESS_TOKEN: undefined,
      ASANA_CLIENT_ID: "1207900000000001",
      ASANA_CLIENT_SECRET: "sandbox-client-secret",
      ASANA_REFRESH_TOKEN: "2/12064188/1207001/refresh:sandbox",
    },
  });
  const me = await oauth.call("asana_get_me");
  expect(me.structured.name).toBe("Sofia Lindqvist");
  await oauth.call("asana_get_me");
  expect(oauth.sent().filter((line) => line.includes("oauth_token"))).toHaveLength(1);
  await oauth.close();
});

test("--check names the account and its workspaces", async () => {
  const identity = await asana.engine.identify(AbortSignal.timeout(5000));
  expect(identity.account).toBe("Sofia Lindqvist (sofia.lindqvist@tessalane.example)");
  expect(identity.notes).toContain("Workspaces: Tessalane [1206620131102716]");
});

test("a wait that is longer than the time limit is named instead of waited for", async () => {
  const throttled = await startHarness(server, { env: { ASANA_ACCESS_TOKEN: tokens.throttled } });
  const answer = await throttled.call("asana_get_me");
  expect(answer.error).toMatchObject({ kind: "upstream", status: 429, retry_after_seconds: 37 });
  expect(answer.text).toContain("Wait 37 s");
  await throttled.close();
});
