import { startHarness } from "@sophia-mcp/testing/harness";
import { expect, test } from "vitest";
import server from "../src/server.ts";

const oauth = {
  HUBSPOT_ACCESS_TOKEN: undefined,
  HUBSPOT_CLIENT_ID: "sandbox-client-id",
  HUBSPOT_CLIENT_SECRET: "sandbox-client-secret",
  HUBSPOT_REFRESH_TOKEN: "sandbox-refresh-token",
};
const call = ["hubspot_search_objects", { object_type: "deals", limit: 1 }] as const;

test("an OAuth app's refresh token is exchanged once, and again after a 401", async () => {
  const hubspot = await startHarness(server, { env: oauth });
  expect(await hubspot.call(...call)).toSucceed({ total: expect.any(Number) as number });
  const exchanges = () => hubspot.sandbox.requests.filter(({ path }) => path === "/oauth/v1/token").length;
  expect(exchanges()).toBe(1);
  hubspot.sandbox.faults.add({ kind: "status", status: 401, path: "/crm/**", times: 1 });
  expect(await hubspot.call(...call)).toSucceed();
  expect(exchanges()).toBe(2);
  await hubspot.close();
});

test("a refresh token that is refused is named without being shown", async () => {
  const hubspot = await startHarness(server, {
    env: { ...oauth, HUBSPOT_REFRESH_TOKEN: "revoked-refresh-token" },
  });
  const answer = await hubspot.call(...call);
  expect(answer.isError).toBe(true);
  expect(answer.text).toMatch(/missing or invalid refresh token/);
  expect(answer.text).not.toContain("revoked-refresh-token");
  await hubspot.close();
});

test("--check tells a private app's scopes, and says so when HubSpot does not", async () => {
  const full = await startHarness(server);
  expect(await full.engine.identify(AbortSignal.timeout(5000))).toMatchObject({
    account: expect.stringMatching(/^portal \d+ \(standard\), USD/) as string,
    scopes: expect.arrayContaining(["crm.objects.deals.write"]) as string[],
  });
  await full.close();
  const app = await startHarness(server, { env: oauth });
  expect(await app.engine.identify(AbortSignal.timeout(5000))).not.toHaveProperty("scopes");
  await app.close();
});
