import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let linear: Harness;
beforeAll(async () => {
  linear = await startHarness(server);
});
afterAll(() => linear.close());

test("says who the credential belongs to, in one request", async () => {
  const answer = await linear.call("linear_get_me");
  expect(answer.text).toMatchInlineSnapshot(`
    "id: 80cc9118-ec85-4659-a711-e5cb183764c0
    name: Amara Nwosu
    display_name: amara
    email: amara.nwosu@tessalane.example
    admin: true
    time_zone: Europe/London
    workspace: Tessalane [tessalane]
    teams: Security [SEC], Edge [EDG], Flow [FLOW]
    url: https://linear.app/tessalane/profiles/amara"
  `);
  expect(linear.sent()).toHaveLength(1);
});

test("a personal key goes bare, an OAuth token as a bearer", async () => {
  expect(linear.sandbox.requests.at(-1)?.headers.authorization).toMatch(/^lin_api_/);
  const token = "lin_oauth_sandboxIssuesOnly0000000000000";
  for (const variable of ["LINEAR_ACCESS_TOKEN", "LINEAR_API_KEY"]) {
    const other = await startHarness(server, { env: { LINEAR_API_KEY: undefined, [variable]: token } });
    const answer = await other.call("linear_get_me");
    expect(answer.structured.name).toBe("Hana Kobayashi");
    expect(other.sandbox.requests[0]?.headers.authorization).toBe(`Bearer ${token}`);
    await other.close();
  }
});

test("--check names account, workspace and teams", async () => {
  expect(await linear.engine.identify(AbortSignal.timeout(5000))).toMatchObject({
    account: "Amara Nwosu (amara.nwosu@tessalane.example), workspace Tessalane",
    notes: [expect.stringContaining("EDG"), expect.stringContaining("scopes")],
  });
});
