import { expect, test } from "vitest";
import { markdownBlocks } from "./blocks.ts";
import type { NewBlock, RichTextRequest } from "./types.ts";

/** Type, text and children, which is what the tests look at. */
interface Outline {
  type: string;
  text: string;
  children?: Outline[];
}

const words = (block: NewBlock): string =>
  ((block.value.rich_text ?? []) as RichTextRequest[]).map((run) => run.text?.content ?? "").join("");

function outline(blocks: readonly NewBlock[]): Outline[] {
  return blocks.map((block) => {
    const one: Outline = { type: block.type, text: words(block) };
    if (block.children.length > 0) one.children = outline(block.children);
    return one;
  });
}

const read = async (markdown: string) => outline(await markdownBlocks(markdown));

test("reads headings, lists of any depth, tasks, quotes, rules", async () => {
  const markdown =
    "# One\n\n###### Six\n\n- a\n  - b\n    1. c\n\n       more\n- [x] done\n\n> said\n>\n> - twice\n\n---\n";
  expect(await read(markdown)).toEqual([
    { type: "heading_1", text: "One" },
    { type: "heading_4", text: "Six" },
    {
      type: "bulleted_list_item",
      text: "a",
      children: [
        {
          type: "bulleted_list_item",
          text: "b",
          children: [
            { type: "numbered_list_item", text: "c", children: [{ type: "paragraph", text: "more" }] },
          ],
        },
      ],
    },
    { type: "to_do", text: "done" },
    { type: "quote", text: "said", children: [{ type: "bulleted_list_item", text: "twice" }] },
    { type: "divider", text: "" },
  ]);
});

test("reads inline styles, links, mentions, equations and entities", async () => {
  const [block] = await markdownBlocks(
    '**b *bi*** ~~s~~ `c<d` [l](https://x.example) <u>u</u> <span color="red_bg">r</span> $`x^2`$ A &amp; B <mention-user url="user://1dfd55f6-719d-452a-a0ce-a163b4f10dc3">Amara</mention-user> [bad](javascript:x)',
  );
  expect(block?.value.rich_text).toEqual([
    { type: "text", text: { content: "b " }, annotations: { bold: true } },
    { type: "text", text: { content: "bi" }, annotations: { bold: true, italic: true } },
    { type: "text", text: { content: " " } },
    { type: "text", text: { content: "s" }, annotations: { strikethrough: true } },
    { type: "text", text: { content: " " } },
    { type: "text", text: { content: "c<d" }, annotations: { code: true } },
    { type: "text", text: { content: " " } },
    { type: "text", text: { content: "l", link: { url: "https://x.example" } } },
    { type: "text", text: { content: " " } },
    { type: "text", text: { content: "u" }, annotations: { underline: true } },
    { type: "text", text: { content: " " } },
    { type: "text", text: { content: "r" }, annotations: { color: "red_background" } },
    { type: "text", text: { content: " " } },
    { type: "equation", equation: { expression: "x^2" } },
    { type: "text", text: { content: " A & B " } },
    { type: "mention", mention: { type: "user", user: { id: "1dfd55f6-719d-452a-a0ce-a163b4f10dc3" } } },
    { type: "text", text: { content: " " } },
    { type: "text", text: { content: "bad" } },
  ]);
});

test("reads what holds other blocks, blank lines and code inside included", async () => {
  const markdown = [
    "<details open>\n<summary>**Open** me</summary>\n\n- in\n\n```html\n</details>x\n<details>\n```\n\n</details>",
    '<callout icon="🌙" color="gray_bg">\n\tMind it\n\n\t- late\n</callout>',
    "> [!WARNING]\n> Hot\n>\n> - very",
    "<columns>\n<column>\n\nLeft\n\n</column>\n<column>\nRight\n</column>\n</columns>",
    "<synced_block>\nBoth\n</synced_block>",
  ].join("\n\n");
  const blocks = await markdownBlocks(markdown);
  expect(outline(blocks)).toEqual([
    {
      type: "toggle",
      text: "Open me",
      children: [
        { type: "bulleted_list_item", text: "in" },
        { type: "code", text: "</details>x\n<details>" },
      ],
    },
    { type: "callout", text: "Mind it", children: [{ type: "bulleted_list_item", text: "late" }] },
    { type: "callout", text: "Hot", children: [{ type: "bulleted_list_item", text: "very" }] },
    {
      type: "column_list",
      text: "",
      children: [
        { type: "column", text: "", children: [{ type: "paragraph", text: "Left" }] },
        { type: "column", text: "", children: [{ type: "paragraph", text: "Right" }] },
      ],
    },
    { type: "synced_block", text: "", children: [{ type: "paragraph", text: "Both" }] },
  ]);
  expect(blocks[1]?.value).toMatchObject({ icon: { emoji: "🌙" }, color: "gray_background" });
});

test("reads tables, code, equations, media and links", async () => {
  const blocks = await markdownBlocks(
    [
      "| a | b |\n| - | - |\n| 1 | **2** |",
      "```ts\nconst x = 1;\n```",
      "```klingon\nnuqneH\n```",
      "$$\ne = mc^2\n$$",
      "![A hall](https://x.example/hall.png)",
      '<video src="https://x.example/tour.mp4">Tour</video>',
      '<bookmark url="https://x.example/status"/>',
      "<table_of_contents/>",
      "<div>kept <b>words</b></div>",
    ].join("\n\n"),
  );
  expect(blocks.map((block) => block.type)).toEqual(
    "table,code,code,equation,image,video,bookmark,table_of_contents,paragraph".split(","),
  );
  expect(blocks[0]).toMatchObject({
    value: { table_width: 2, has_column_header: true },
    children: { length: 2 },
  });
  expect(blocks[1]?.value.language).toBe("typescript");
  expect(blocks[2]?.value.language).toBe("plain text");
  expect(blocks[3]?.value).toEqual({ expression: "e = mc^2" });
  expect(blocks[5]?.value).toMatchObject({ external: { url: "https://x.example/tour.mp4" } });
  expect(words(blocks[8] ?? { type: "", value: {}, children: [] })).toBe("kept words");
});

test("text beyond Notion's limits is split, and never inside a character", async () => {
  const [long] = await markdownBlocks(`${"x".repeat(1999)}😀${"y".repeat(3000)}`);
  const runs = long?.value.rich_text as RichTextRequest[];
  expect(runs.map((run) => run.text?.content.length)).toEqual([1999, 2000, 1002]);
  const many = await markdownBlocks(Array.from({ length: 130 }, (_, i) => `*${i}* `).join(""));
  expect(many.map((block) => (block.value.rich_text as unknown[]).length)).toEqual(
    [100, 100, 60].slice(0, many.length),
  );
  expect(many.length).toBeGreaterThan(1);
});

test("HTML that is never closed and empty text are no reason to fail", async () => {
  expect(await read("<details>\n<summary>Left open</summary>\n\ntext")).toEqual([
    { type: "paragraph", text: "Left open" },
    { type: "paragraph", text: "text" },
  ]);
  expect(await read("\n\n")).toEqual([]);
});
