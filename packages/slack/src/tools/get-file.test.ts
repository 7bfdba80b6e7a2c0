import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { channels, link, priya, startSlack } from "../../test/slack.ts";

let slack: Harness;
beforeAll(async () => {
  slack = await startSlack();
});
afterAll(() => slack.close());

const csv = "F03K48LICAC";
const get = (args: Record<string, unknown>) => slack.call("slack_get_file", args);

test("gives a text in slices that join to the whole", async () => {
  const whole = await get({ file: csv });
  expect(whole.structured).toMatchObject({
    name: "Drops per shift",
    type: "text/csv",
    size: 230,
    content: "text",
    total_chars: 230,
  });
  let text = "";
  let offset: number | undefined = 0;
  while (offset !== undefined) {
    const slice = await get({ file: csv, offset, length: 100 });
    text += slice.structured.text as string;
    offset = slice.structured.next_offset as number | undefined;
    if (offset !== undefined) expect(slice.text).toContain(`repeat with offset: ${offset}`);
  }
  expect(text).toBe(whole.structured.text);
});

test("gives a picture as a picture", async () => {
  const result = await slack.client.callTool({ name: "slack_get_file", arguments: { file: "F06A8KIGCTH" } });
  expect(result.content).toMatchObject([{ type: "text" }, { type: "image", mimeType: "image/png" }]);
  const picture = result.content[1] as { data: string };
  expect(Buffer.from(picture.data, "base64").subarray(1, 4).toString()).toBe("PNG");
  expect(result.structuredContent).toMatchObject({ content: "picture", size: 77 });
  expect(JSON.stringify(result.structuredContent)).not.toContain(picture.data);
});

test("names what is neither text nor picture, and reads a canvas as Markdown", async () => {
  const pdf = await get({ file: "F0E1D9OFHVJ" });
  expect(pdf.structured).toMatchObject({
    content: "none",
    reason: "application/pdf is neither text nor a picture",
  });
  expect((await get({ file: "F0344EUGIPW" })).structured.text).toContain("## Waves");
});

test("takes the line of a message and a link", async () => {
  const { structured } = await get({ file: csv });
  for (const file of [`${csv} Drops per shift (text/csv, 230 B)`, structured.url]) {
    expect((await get({ file })).structured.id).toBe(csv);
  }
  const answer = await get({ file: "drops.csv" });
  expect(answer.text).toMatch(/neither a file's id, such as F0123ABCDEF, nor its link/);
});

test("a file of a channel that the token cannot see is not there", async () => {
  const other = await startSlack({ env: priya });
  const answer = await other.call("slack_get_file", { file: "F06A8KIGCTH" });
  expect(answer.error).toMatchObject({ kind: "input", status: 404 });
  await other.close();
});

test("a JSON file may say that something is not ok", async () => {
  const sent = await slack.call("slack_send_file", {
    to: link(channels.sales, "1794676320.100500"),
    filename: "status.json",
    content: '{"ok": false, "error": "invalid_auth"}',
  });
  expect((await get({ file: sent.structured.id })).structured.text).toBe(
    '{"ok": false, "error": "invalid_auth"}',
  );
});
