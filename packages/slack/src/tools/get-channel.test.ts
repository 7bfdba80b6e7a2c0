import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { channels, priya, startSlack } from "../../test/slack.ts";

let slack: Harness;
beforeAll(async () => {
  slack = await startSlack();
});
afterAll(() => slack.close());

const get = (channel: string) => slack.call("slack_get_channel", { channel });

test("shows a channel with creator, members and canvas", async () => {
  expect((await get("#deal-marlow")).text).toMatchInlineSnapshot(`
    "channel: #deal-marlow [C095FVP5GFO]
    private: false
    archived: false
    member: true
    members: 6
    purpose: Marlow Outdoor, Flow rollout
    creator: Ines Calloway [U07AF751WTJ]
    created_at: 2025-11-25T09:00:00Z
    canvas_id: F0344EUGIPW
    url: https://tessalane.slack.com/archives/C095FVP5GFO"
  `);
});

test("takes a name, an id, what an answer said, a link, and a person for a direct conversation", async () => {
  for (const given of [
    "sales",
    "#Sales",
    channels.sales,
    `#sales [${channels.sales}]`,
    `https://tessalane.slack.com/archives/${channels.sales}`,
  ]) {
    expect((await get(given)).structured.id).toBe(channels.sales);
  }
  expect((await get("@declan")).structured.channel).toMatch(/^@Declan Moriarty \[D/);
});

test("a name that nobody has is answered with the nearest", async () => {
  const answer = await get("#enginering");
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(/no open channel "#enginering"\. Did you mean #engineering\?/);
});

test("others' private channels do not exist", async () => {
  const other = await startSlack({ env: priya });
  const answer = await other.call("slack_get_channel", { channel: channels.bluefin });
  expect(answer.error).toMatchObject({ kind: "input", status: 404 });
  expect(answer.text).toMatch(/has no channel C09VLJSX2IJ.*Private channels are found only by their members/);
  await other.close();
});
