import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { channels, methods, startSlack } from "../../test/slack.ts";

let slack: Harness;
beforeAll(async () => {
  slack = await startSlack();
});
afterAll(() => slack.close());

const update = (args: Record<string, unknown>) => slack.call("slack_update_canvas", args);
const text = async (canvas: unknown) => (await slack.call("slack_get_canvas", { canvas })).structured.text;

test("creates a canvas, then changes it section by section", async () => {
  const { structured } = await update({
    operation: "create",
    title: "Launch",
    markdown: "# Plan\n\nFirst.\n\n- [ ] test",
  });
  const canvas = structured.id;
  expect(structured.url).toMatch(/^https:\/\/tessalane\.slack\.com\/docs\//);
  await update({ operation: "append", canvas, markdown: "Last." });
  await update({ operation: "prepend", canvas, markdown: "Before." });
  await update({ operation: "insert_after", canvas, section: "First", markdown: "Second." });
  await update({ operation: "insert_before", canvas, section: "Last", markdown: "Nearly." });
  await update({ operation: "replace", canvas, section: "Second", markdown: "**Third.**" });
  await update({ operation: "delete", canvas, section: "Before" });
  expect(await text(canvas)).toMatchInlineSnapshot(`
    "# Plan

    First.

    **Third.**
    - [ ] test

    Nearly.

    Last."
  `);
  await update({ operation: "replace", canvas, markdown: "Anew." });
  expect(await text(canvas)).toBe("Anew.");
});

test("makes a channel's own canvas, of which there is one", async () => {
  const made = await update({ operation: "create", channel: "#sales", markdown: "Links" });
  const read = await slack.call("slack_get_canvas", { channel: "#sales" });
  expect(read.structured).toMatchObject({ id: made.structured.id, text: "Links" });
  const again = await update({ operation: "create", channel: "#sales", markdown: "Links" });
  expect(again.text).toMatch(/conflict \(409\).*operation append or replace/);
});

test("takes a section by its id", async () => {
  const found = await slack.call("slack_get_canvas", { canvas: "F04P2N64WBZ", find: "roll back" });
  const [section] = found.structured.sections as { id: string }[];
  const answer = await update({
    operation: "insert_before",
    canvas: "F04P2N64WBZ",
    section: section?.id,
    markdown: "Here.",
  });
  expect(answer.isError, answer.text).toBe(false);
  expect(await text("F04P2N64WBZ")).toMatch(/Here\.\s+## Roll back/);
});

test.each([
  ["no canvas", { operation: "append", markdown: "x" }, /"canvas" is needed for append/],
  ["no text", { operation: "append", canvas: "F0344EUGIPW" }, /"markdown" is needed for append/],
  [
    "text to delete",
    { operation: "delete", canvas: "F0344EUGIPW", section: "Waves", markdown: "x" },
    /delete takes no "markdown"/,
  ],
  ["no section", { operation: "delete", canvas: "F0344EUGIPW" }, /"section" is needed for delete/],
  [
    "a section to append",
    { operation: "append", canvas: "F0344EUGIPW", section: "Waves", markdown: "x" },
    /append takes no "section"/,
  ],
  [
    "a title to append",
    { operation: "append", canvas: "F0344EUGIPW", title: "T", markdown: "x" },
    /for create only/,
  ],
  ["a canvas to create", { operation: "create", canvas: "F0344EUGIPW" }, /create takes no "canvas"/],
  [
    "an unknown section",
    { operation: "delete", canvas: "F0344EUGIPW", section: "dragons" },
    /no section holds "dragons"/,
  ],
  [
    "an ambiguous section",
    { operation: "delete", canvas: "F0344EUGIPW", section: "e" },
    /\d+ sections hold "e"/,
  ],
  [
    "an unknown canvas",
    { operation: "append", canvas: "F00000000", markdown: "x" },
    /has no canvas F00000000 \(404\)/,
  ],
])("%s is refused with what would fit", async (_, args, wording) => {
  const answer = await update(args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
});

test("canvases of channels outside the allow-list of the settings are neither made nor changed", async () => {
  const strict = await startSlack({ env: { SLACK_SEND_CHANNELS: "random" } });
  const refused = /is not allowed here: SLACK_SEND_CHANNELS holds random/;
  const made = await strict.call("slack_update_canvas", {
    operation: "create",
    channel: "#sales",
    markdown: "x",
  });
  expect(made.text).toMatch(refused);
  const shared = { id: "F0344EUGIPW", channels: [channels.sales], mimetype: "application/vnd.slack-docs" };
  strict.sandbox.faults.add({
    path: "/api/files.info",
    kind: "status",
    status: 200,
    body: { ok: true, file: shared },
    times: 1,
  });
  const change = { operation: "append", canvas: "F0344EUGIPW", markdown: "x" };
  expect((await strict.call("slack_update_canvas", change)).text).toMatch(refused);
  expect(methods(strict).filter((name) => /canvases\.(create|edit)/.test(name))).toEqual([]);
  await strict.close();
});
