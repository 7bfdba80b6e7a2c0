import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bot, fewScopes, methods, startSlack } from "../../test/slack.ts";

let slack: Harness;
beforeAll(async () => {
  slack = await startSlack();
});
afterAll(() => slack.close());

const create = (args: Record<string, unknown>) => slack.call("slack_create_channel", args);

test("creates a channel with people, and it can be found by name at once", async () => {
  await slack.call("slack_get_channel", { channel: "#sales" });
  const made = await create({
    name: "launch-2027",
    invite: ["priya", "lucas.ferreira@tessalane.example", "me"],
  });
  expect(made.structured).toMatchObject({
    channel: expect.stringMatching(/^#launch-2027 \[C/) as string,
    private: false,
  });
  expect(made.structured.invited).toEqual([expect.stringMatching(/^Priya/), expect.stringMatching(/^Lucas/)]);
  const members = await slack.call("slack_list_channel_members", { channel: made.structured.channel });
  expect(members.structured.members).toHaveLength(3);
});

test("private ones are seen by members only", async () => {
  const made = await create({ name: "board", private: true });
  expect(made.structured.private).toBe(true);
});

test("people are looked up before anything is created, and a taken name is said", async () => {
  slack.sent();
  const answer = await create({ name: "ghosts", invite: ["nobody"] });
  expect(answer.error?.kind).toBe("input");
  expect(methods(slack)).not.toContain("conversations.create");
  expect((await create({ name: "sales" })).text).toMatch(/conflict \(409\).*perhaps archived or private/);
  expect((await create({ name: "Big Launch" })).text).toMatch(/must be lower case letters/);
});

test("a failed invitation does not hide that the channel is there", async () => {
  const fresh = await startSlack({ env: bot });
  fresh.sandbox.faults.add({
    path: "/api/conversations.invite",
    kind: "status",
    status: 200,
    body: { ok: false, error: "cant_invite" },
  });
  const answer = await fresh.call("slack_create_channel", { name: "half", invite: ["priya"] });
  expect(answer.isError).toBe(false);
  expect(answer.structured.problem).toMatch(/cant_invite/);
  await fresh.close();
});

test("a scope that is missing is named", async () => {
  const weak = await startSlack({ env: fewScopes });
  expect((await weak.call("slack_create_channel", { name: "x" })).text).toMatch(
    /lacks the scope channels:manage/,
  );
  await weak.close();
});
