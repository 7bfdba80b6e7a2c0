import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let notion: Harness;
beforeAll(async () => {
  notion = await startHarness(server);
});
afterAll(() => notion.close());

const read = (args: Record<string, unknown>) => notion.call("notion_get_page", args);

test("reads a page by title: properties with names for people and related pages, Markdown, open comments", async () => {
  const answer = await read({ page: "Load test of the reservation service", comments: true });
  expect(answer.text).toMatchInlineSnapshot(`
    "Name: Load test of the reservation service
    Kind: notes
    Status: Draft
    Author: Amara Nwosu <amara.nwosu@tessalane.example>
    Project: Flow 4.0 launch [ef0a13cb-a19d-42a7-a560-be18096d0531]
    Tags: sales; customer
    Review by: 2026-12-07
    Days left: 16
    Verified: no
    Words: 83
    Created: 2026-11-10T10:00:00.000Z
    Edited by: Amara Nwosu <amara.nwosu@tessalane.example>
    id: 84877ad7-279d-4be0-ad89-e7cc049d02b2
    url: https://www.notion.so/Load-test-of-the-reservation-service-84877ad7279d4be0ad89e7cc049d02b2
    parent: data source 2df7d926-7eb1-4a59-a6d7-ce649b323af8
    updated_at: 2026-11-18T16:00:00.000Z

    ## Set-up
    Four workers, a copy of Marlow's stock, 400 orders a second for ten minutes.
    <table header-row="true">
    <tr>
    <td>run</td>
    <td>p50 ms</td>
    <td>p99 ms</td>
    <td>change</td>
    </tr>
    <tr>
    <td>1</td>
    <td>22</td>
    <td>81</td>
    <td>baseline</td>
    </tr>
    <tr>
    <td>2</td>
    <td>19</td>
    <td>63</td>
    <td>stock look-ups in batches</td>
    </tr>
    <tr>
    <td>3</td>
    <td>19</td>
    <td>58</td>
    <td>connection pool of 40</td>
    </tr>
    </table>
    ## Next
    Remove the second read after the write. Expected gain: 10 ms."
  `);
});

test("id, link and a link with the page open beside another are the same page", async () => {
  const { structured } = await read({ page: "On-call rules" });
  const id = structured.id as string;
  const bare = id.replaceAll("-", "");
  for (const page of [
    bare,
    structured.url,
    `https://www.notion.so/Other-${"a".repeat(32)}?p=${bare}&pm=s`,
    `On-call rules [${id}]`,
  ]) {
    expect((await read({ page })).structured.title).toBe("On-call rules");
  }
});

test("a title that no page or several have is refused with candidates", async () => {
  const none = await read({ page: "On-call" });
  expect(none.text).toMatch(/No shared page is called "On-call"\. .*Known: .*On-call rules \[/);
  await notion.call("notion_create_page", { title: "Twins", parent_page: "Tessalane wiki" });
  await notion.call("notion_create_page", { title: "Twins", parent_page: "Tessalane wiki" });
  const several = await read({ page: "twins" });
  expect(several.text).toMatch(/"twins" fits several: pass one of Twins \[.*Twins \[/);
});

test("slices join to the whole text, with the parts that Notion left out in their places", async () => {
  let text = "";
  let offset: number | undefined = 0;
  while (offset !== undefined) {
    const slice = await read({ page: "Leadership minutes", offset, length: 3000 });
    text += slice.structured.markdown as string;
    offset = slice.structured.next_offset as number | undefined;
  }
  const whole = await read({ page: "Leadership minutes", length: 24_000 });
  expect(text).toBe(whole.structured.markdown);
  expect(text).not.toContain("<unknown");
  expect(text).toMatch(/Older minutes, 2 years back<\/summary>\n\tKept as they were written/);
  expect(whole.structured.total_chars).toBe(text.length);
});

test("a first slice does not fetch parts that come later", async () => {
  notion.sent();
  const answer = await read({ page: "b734fe79-7257-449d-ad14-e3f7f1fce4b2", length: 500 });
  expect(answer.text).toMatch(/More text \(\d+ characters in all\): repeat with offset: 500$/);
  expect(notion.sent().filter((line) => line.endsWith("/markdown"))).toHaveLength(1);
});

test("blocks without a Markdown form stay in the text and are named with their address", async () => {
  const answer = await read({ page: "Every kind of block" });
  expect(answer.structured.markdown).toMatch(/<unknown url="[^"]+" alt="bookmark"\/>/);
  expect(answer.structured.without_markdown).toEqual([
    expect.stringMatching(/^bookmark: Status page https:\/\/status\.tessalane\.example\/ \[[0-9a-f-]{36}\]$/),
    expect.stringMatching(/^embed: https:\/\/maps\.tessalane\.example\/bristol \[/),
    expect.stringMatching(/^breadcrumb: \[|^breadcrumb \[/),
  ]);
});

test("transcripts are asked for only when wanted, and an emoji is never cut in two", async () => {
  notion.sandbox.requests.length = 0;
  const made = await notion.call("notion_create_page", {
    title: "Emoji",
    parent_page: "Tessalane wiki",
    markdown: `${"x".repeat(499)}😀 end`,
  });
  const first = await read({ page: made.structured.id, length: 500, transcript: true });
  expect(first.structured).toMatchObject({ markdown: "x".repeat(499), next_offset: 499 });
  const rest = await read({ page: made.structured.id, offset: 499 });
  expect(rest.structured.markdown).toBe("😀 end");
  const asked = notion.sandbox.requests.filter((request) => request.path.endsWith("/markdown"));
  expect(asked.map((request) => request.query.include_transcript)).toEqual(["true", undefined]);
});

test("a relation of more than 25 pages is read whole", async () => {
  const rows = await notion.call("notion_query_data_source", {
    data_source: "Work items",
    properties: ["Key"],
    limit: 40,
  });
  const ids = (rows.structured.rows as { id: string }[]).map((row) => row.id);
  await notion.call("notion_update_page", {
    page: "Insight connector",
    properties: { "Work items": ids.join("; ") },
  });
  const page = await read({ page: "Insight connector" });
  const shown = (page.structured.properties as Record<string, string>)["Work items"] ?? "";
  expect(shown.split("; ")).toHaveLength(40);
});

test("parts that Notion names only by id, or by a kind that has text, are read too", async () => {
  const { blocks } = (await notion.call("notion_list_blocks", { block: "Every kind of block" })).structured;
  const of = (type: string) =>
    (blocks as { id: string; type: string }[]).find((block) => block.type === type)?.id ?? "";
  const bare = of("toggle").replaceAll("-", "");
  const nowhere = "0".repeat(32);
  notion.sandbox.faults.add({
    vendor: "notion",
    path: "/v1/pages/*/markdown",
    kind: "status",
    status: 200,
    times: 1,
    body: {
      object: "page_markdown",
      id: bare,
      markdown: `Top\n- a\n\t<unknown url="https://www.notion.so/x#${bare}" alt="toggle"/>\n<unknown url="https://www.notion.so/x#${nowhere}"/>\n<unknown url="see the manual"/>`,
      truncated: true,
      unknown_block_ids: [of("quote"), of("toggle")],
    },
  });
  const answer = await read({ page: "b734fe79-7257-449d-ad14-e3f7f1fce4b2" });
  expect(answer.structured.markdown).toBe(
    `Top\n- a\n\t<details>\n\t<summary>Open me</summary>\n\t\tHidden at first\n\t</details>\n<unknown url="https://www.notion.so/x#${nowhere}"/>\n<unknown url="see the manual"/>\n> Measure before you cut.`,
  );
  expect(answer.structured.unread).toEqual(["00000000-0000-0000-0000-000000000000"]);
});
