import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSlack } from "../../test/slack.ts";

let slack: Harness;
beforeAll(async () => {
  slack = await startSlack();
});
afterAll(() => slack.close());

const get = (args: Record<string, unknown>) => slack.call("slack_get_canvas", args);

test("reads a canvas by id, by link and as a channel's own", async () => {
  const byId = await get({ canvas: "F0344EUGIPW" });
  expect(byId.structured.title).toBe("Marlow Outdoor: account plan and rollout");
  expect(byId.structured.text).toContain("| 1 | 6 in Oregon | 1 |");
  expect((await get({ canvas: byId.structured.url })).structured).toEqual(byId.structured);
  expect((await get({ channel: "#deal-marlow" })).structured).toEqual(byId.structured);
});

test("finds the ids of sections, and gives long ones in slices", async () => {
  const found = await get({ canvas: "F0344EUGIPW", find: "steering" });
  expect(found.structured.sections).toEqual([]);
  const waves = await get({ canvas: "F0344EUGIPW", find: "waves", length: 50 });
  expect(waves.structured.sections).toEqual([
    { id: expect.stringMatching(/^temp:C:/) as string, text: "Waves" },
  ]);
  expect(waves.structured).toMatchObject({ next_offset: 50 });
  expect((waves.structured.text as string).length).toBe(50);
});

test.each([
  ["nothing", {}, /"canvas" or "channel" is needed/],
  ["both", { canvas: "F0344EUGIPW", channel: "#sales" }, /not both/],
  ["a channel without one", { channel: "#sales" }, /#sales has no canvas/],
  ["a file that is none", { canvas: "F03K48LICAC" }, /is no canvas but text\/csv/],
])("%s is refused with what would fit", async (_, args, wording) => {
  const answer = await get(args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
});
