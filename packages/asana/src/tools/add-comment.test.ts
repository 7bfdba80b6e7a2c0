import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";
import { scanners } from "../../test/ids.ts";
let asana: Harness;
beforeAll(async () => {
  asana = await startHarness(server);
});
afterAll(() => asana.close());

const add = (text: string, more = {}) => asana.call("asana_add_comment", { task: scanners, text, ...more });

test("Markdown becomes what Asana accepts, and comes back as Markdown", async () => {
  const answer = await add(
    "## Result\n\nTwo **more** shifts, `0` drops & no <surprises>:\n\n1. hall 3\n2. hall 4\n\n> Well done",
  );
  expect(answer.isError, answer.text).toBe(false);
  expect(asana.sandbox.requests.at(-1)?.body).toEqual({
    data: {
      html_text:
        "<body><strong>Result</strong>\n\nTwo <strong>more</strong> shifts, <code>0</code> drops &amp; no &lt;surprises&gt;:<ol><li>hall 3</li><li>hall 4</li></ol><blockquote>Well done</blockquote></body>",
    },
  });
  expect(answer.structured.text).toBe(
    "**Result**\n\nTwo **more** shifts, `0` drops & no <surprises>:\n\n1. hall 3\n2. hall 4\n\n> Well done",
  );
});

test("a comment can be pinned and is there afterwards", async () => {
  await add("Remember this", { pinned: true });
  const { structured } = await asana.call("asana_list_comments", { task: scanners });
  expect(structured.comments).toContainEqual(
    expect.objectContaining({ text: "Remember this", pinned: true }),
  );
});

test("an empty comment is refused", async () => {
  expect((await add("")).error?.kind).toBe("input");
});
