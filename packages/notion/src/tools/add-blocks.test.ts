import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import server from "../server.ts";

let notion: Harness;
let page: string;
beforeAll(async () => {
  notion = await startHarness(server);
});
beforeEach(async () => {
  const made = await notion.call("notion_create_page", {
    title: "Blocks",
    parent_page: "Tessalane wiki",
    markdown: "First\nLast",
  });
  page = made.structured.id as string;
  notion.sent();
});
afterAll(() => notion.close());

const add = (args: Record<string, unknown>) => notion.call("notion_add_blocks", { block: page, ...args });
const text = async () =>
  (await notion.call("notion_get_page", { page, length: 24_000 })).structured.markdown as string;

test("adds at the end, at the start and after a block", async () => {
  const end = await add({ markdown: "- [x] end" });
  await add({ markdown: "# start", position: "start" });
  const [block] = end.structured.blocks as { id: string }[];
  await add({ markdown: "after", after: `https://www.notion.so/x#${block?.id.replaceAll("-", "")}` });
  expect(await text()).toBe("# start\nFirst\nLast\n- [x] end\nafter");
});

test("more than 100 blocks go in order, in requests of 100", async () => {
  const lines = Array.from({ length: 230 }, (_, i) => `- item ${i}`);
  const done = await add({ markdown: lines.join("\n"), position: "start" });
  expect(done.structured).toMatchObject({ added: 230 });
  expect(notion.sent()).toEqual(Array.from({ length: 3 }, () => `PATCH /v1/blocks/${page}/children`));
  expect(await text()).toBe([...lines, "First", "Last"].join("\n"));
});

test("what is too deep or too long for one request goes below its block", async () => {
  const depth = Array.from({ length: 7 }, (_, i) => `${"  ".repeat(i)}- level ${i}`).join("\n");
  const wide = `\n<details>\n<summary>Wide</summary>\n\n${Array.from({ length: 120 }, (_, i) => `1. n${i}`).join("\n")}\n</details>`;
  const rows = `\n\n| a |\n| - |\n${Array.from({ length: 150 }, (_, i) => `| r${i} |`).join("\n")}`;
  const done = await add({ markdown: depth + wide + rows });
  expect(done.isError, done.text).toBe(false);
  expect(done.structured).toMatchObject({ added: 3 });
  const after = await text();
  expect(after).toContain("\n\t\t\t\t\t\t- level 6");
  expect(after).toContain("\n\t120. n119");
  expect(after.match(/<tr>/g)).toHaveLength(151);
});

test("when a later request fails, the error says what is already there", async () => {
  notion.sandbox.faults.add({ vendor: "notion", method: "PATCH", kind: "status", status: 500, after: 1 });
  const answer = await add({ markdown: Array.from({ length: 150 }, (_, i) => `p${i}`).join("\n\n") });
  notion.sandbox.faults.clear();
  expect(answer.error).toMatchObject({ kind: "upstream", outcome: "unknown", retryable: false });
  expect(answer.text).toMatch(/100 of 150 blocks were added before that/);
});

test("tells how far it is", async () => {
  const seen: number[] = [];
  const markdown = Array.from({ length: 150 }, (_, i) => `p${i}`).join("\n\n");
  await notion.call(
    "notion_add_blocks",
    { block: page, markdown },
    { onprogress: ({ progress }) => void seen.push(progress) },
  );
  expect(seen).toEqual([100, 150]);
});

test.each([
  [{ markdown: "   " }, /holds no blocks/],
  [{ markdown: "x", after: "somewhere" }, /"somewhere" is no block id or link/],
  [{ markdown: "x", after: "0".repeat(32) }, /is not a child of the given parent/],
  [
    {
      markdown: `<columns>\n<column>\n\n${"- x\n".repeat(101)}\n</column>\n<column>\ny\n</column>\n</columns>`,
    },
    /A column holds at most 100 blocks/,
  ],
])("%j is refused", async (args, wording) => {
  const answer = await add(args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
});
