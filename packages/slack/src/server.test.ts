import { startHarness } from "@sophia-mcp/testing/harness";
import { expect, test } from "vitest";
import { bot, fewScopes, startSlack } from "../test/slack.ts";
import server from "./server.ts";

const names = async (env: Record<string, string | undefined>) => {
  const slack = await startSlack({ env });
  const { tools } = await slack.client.listTools();
  await slack.close();
  return tools.map((tool) => tool.name);
};

test("a user token has every tool, a bot token all but those that need a user, whatever the variable", async () => {
  const all = server.tools.map((tool) => tool.name);
  const fewer = all.filter((name) => name !== "slack_search_messages" && name !== "slack_list_unread");
  expect(await names({})).toEqual(all);
  expect(await names(bot)).toEqual(fewer);
  expect(await names({ SLACK_USER_TOKEN: undefined, SLACK_TOKEN: "xoxb-sandbox-bot-all-scopes" })).toEqual(
    fewer,
  );
  expect(await names({ SLACK_USER_TOKEN: "xoxe.xoxb-1-rotated" })).toEqual(fewer);
  expect(await names({ SLACK_USER_TOKEN: undefined })).toEqual(all);
});

test("--check tells whose token it is and which tools it cannot serve", async () => {
  const slack = await startSlack({ env: fewScopes });
  const { account, scopes, notes } = await slack.engine.identify(AbortSignal.timeout(5000));
  expect(account).toBe("assistant (bot token) in Tessalane, https://tessalane.slack.com/");
  expect(scopes).toEqual(["channels:read", "chat:write"]);
  expect(notes?.[0]).toContain("slack_search_messages (needs a user token)");
  expect(notes?.[0]).toContain("slack_list_messages (needs channels:history)");
  expect(notes?.[0]).not.toContain("slack_send_message");
  await slack.close();
});

test("nothing is asked of Slack before the first call, and one call asks for what it needs", async () => {
  const slack = await startHarness(server);
  await slack.client.listTools();
  expect(slack.sent()).toEqual([]);
  await slack.call("slack_send_message", { to: "C01XLI6VCNB", text: "x" });
  expect(slack.sent()[0]).toBe("POST /api/chat.postMessage");
  await slack.close();
});

test("parallel calls each end with their own cancel and limit", async () => {
  const slack = await startSlack();
  slack.sandbox.faults.add({ path: "/api/conversations.members", kind: "hang" });
  const stop = new AbortController();
  const hanging = Array.from({ length: 12 }, () =>
    slack.call("slack_list_channel_members", { channel: "C01XLI6VCNB" }, { signal: stop.signal }),
  );
  const settled = Promise.allSettled(hanging);
  await expect.poll(() => slack.sandbox.requests.length).toBeGreaterThan(0);
  stop.abort();
  expect((await settled).every(({ status }) => status === "rejected")).toBe(true);
  slack.sandbox.faults.clear();
  const next = await slack.call("slack_list_channel_members", { channel: "C01XLI6VCNB" });
  expect(next.isError, next.text).toBe(false);
  await slack.close();
});

test("Slack's rate limit is obeyed within the time limit and named beyond it", async () => {
  const slack = await startSlack();
  slack.sandbox.faults.add({ path: "/api/users.list", kind: "status", status: 429, retryAfter: 1, times: 1 });
  expect((await slack.call("slack_search_users", {})).isError).toBe(false);
  slack.sandbox.faults.add({ path: "/api/search.messages", kind: "status", status: 429, retryAfter: 90 });
  const answer = await slack.call("slack_search_messages", { query: "x" });
  expect(answer.error).toMatchObject({
    kind: "upstream",
    status: 429,
    retryable: true,
    retry_after_seconds: 90,
  });
  await slack.close();
});

test.each([
  ["invalid_auth", "auth", /SLACK_USER_TOKEN \(401\): it is wrong, expired or revoked/],
  ["token_revoked", "auth", /\(401\)/],
  ["fatal_error", "upstream", /failed \(500\)/],
  ["ratelimited", "upstream", /rate limit is reached \(429\)/],
  ["something_new", "input", /does not accept \(400\)\. Slack says: something_new/],
])("the error %s, sent with status 200, becomes a clear one", async (error, kind, wording) => {
  const slack = await startSlack({ flags: { timeout_seconds: "2" } });
  slack.sandbox.faults.add({
    path: "/api/conversations.members",
    kind: "status",
    status: 200,
    body: { ok: false, error },
  });
  const answer = await slack.call("slack_list_channel_members", { channel: "C01XLI6VCNB" });
  expect(answer.error?.kind).toBe(kind);
  expect(answer.text).toMatch(wording);
  await slack.close();
});
