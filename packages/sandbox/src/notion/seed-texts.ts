import { uuidFor } from "../world/ids.ts";
import type { World } from "../world/world.ts";
import type { DataSource, Json } from "./model.ts";

export const WIKI = `Start here. Ask in #general when something is missing.

## Where things are

- **Documents** holds specs, plans, reviews and guides
- **Roadmap** holds projects and work items
- **Customer contacts** is a copy of the CRM`;

export const TEMPLATES: DataSource["templates"] = [
  {
    id: uuidFor("notion:template:incident"),
    name: "Incident review",
    isDefault: true,
    markdown: "## Summary\n\n## Cause\n\n## What we do\n\n- [ ] Tell the customer",
  },
  {
    id: uuidFor("notion:template:decision"),
    name: "Decision record",
    isDefault: false,
    markdown: "## Question\n\n## Options\n\n## Decision",
  },
];

export const OLDER_MINUTES = "Older minutes";

/** More than a hundred blocks, and the oldest folded away in toggles that a page's Markdown leaves out. */
export function minutesMarkdown({ calendar, work, people }: World): string {
  const weeks = Array.from({ length: 40 }, (_, week) => {
    const items = work.filter((_item, index) => index % 40 === week || index % 40 === (week + 17) % 40);
    const who = people[week % people.length]?.name ?? "";
    return [
      `## Week of ${calendar.date(-7 * week)}`,
      `${who} took notes.`,
      ...items.map((item) => `- ${item.key}: ${item.title}`),
      `- [${week > 2 ? "x" : " "}] Send the summary to everyone`,
    ].join("\n");
  });
  const older = [1, 2].map((year) =>
    [
      "<details>",
      `<summary>${OLDER_MINUTES}, ${year} year${year > 1 ? "s" : ""} back</summary>`,
      `\tKept as they were written, ${year} year${year > 1 ? "s" : ""} ago.`,
      "\t- Routing rules become versioned",
      "\t\t- because nobody knew who had changed them",
      "</details>",
    ].join("\n"),
  );
  return [...weeks, ...older].join("\n");
}

type SeededComment = {
  document: string;
  thread: string;
  author: string;
  day: number;
  text: string;
  /** The index of the block it stands on; without it the comment is the page's. */
  block?: number;
  resolved?: boolean;
};

export const SEEDED_COMMENTS: readonly SeededComment[] = [
  {
    document: "flow4-spec",
    thread: "a",
    author: "priya",
    day: -6,
    text: "Theo asks whether a hold survives a restart.",
  },
  {
    document: "flow4-spec",
    thread: "a",
    author: "sofia",
    day: -5,
    text: "Yes, holds live in the order store.",
  },
  {
    document: "flow4-spec",
    thread: "b",
    author: "amara",
    day: -2,
    text: "81 ms became 63 ms this week.",
    block: 1,
  },
  {
    document: "flow4-spec",
    thread: "c",
    author: "mei",
    day: -20,
    text: "Typo in the table.",
    resolved: true,
  },
  {
    document: "bluefin-incident",
    thread: "d",
    author: "declan",
    day: -1,
    text: "Renata gets this on Monday.",
  },
];

const words = (content: string, annotations: Json = {}) => [{ type: "text", text: { content }, annotations }];
const item = (type: string, content: string, children?: Json[]) => ({
  type,
  [type]: { rich_text: words(content), ...(children ? { children } : {}) },
});
const file = (type: string, url: string) => ({
  type,
  [type]: {
    type: "external",
    external: { url: `https://files.tessalane.example/${url}` },
    caption: words(`The ${type}`),
  },
});

export function galleryBlocks(wiki: string, person: string): Json[] {
  return [
    { type: "table_of_contents", table_of_contents: { color: "gray" } },
    item("heading_1", "One"),
    item("heading_2", "Two"),
    {
      type: "heading_3",
      heading_3: {
        rich_text: words("Three, folded"),
        is_toggleable: true,
        children: [item("paragraph", "Inside a heading")],
      },
    },
    item("heading_4", "Four"),
    {
      type: "paragraph",
      paragraph: {
        rich_text: [
          ...words("Bold", { bold: true }),
          ...words(", "),
          ...words("slanted", { italic: true }),
          ...words(", "),
          ...words("struck", { strikethrough: true }),
          ...words(", "),
          ...words("lined", { underline: true }),
          ...words(", "),
          ...words("red", { color: "red" }),
          ...words(", "),
          ...words("code()", { code: true }),
          ...words(" and "),
          { type: "text", text: { content: "a link", link: { url: "https://tessalane.example/docs" } } },
          ...words(" for "),
          { type: "mention", mention: { user: { id: person } } },
          ...words(" on "),
          { type: "mention", mention: { date: { start: "2026-12-01", end: "2026-12-03" } } },
          ...words(" in "),
          { type: "mention", mention: { page: { id: wiki } } },
          ...words(": "),
          { type: "equation", equation: { expression: "a^2 + b^2" } },
          ...words(" [not a link] costs 5 < 6 $."),
        ],
        color: "blue_background",
      },
    },
    item("paragraph", "First line\nsecond line"),
    { type: "paragraph", paragraph: { rich_text: [] } },
    item("bulleted_list_item", "Outer", [
      item("bulleted_list_item", "Middle", [item("bulleted_list_item", "Inner")]),
    ]),
    item("numbered_list_item", "First"),
    item("numbered_list_item", "Second", [item("to_do", "A task inside")]),
    { type: "to_do", to_do: { rich_text: words("Finished"), checked: true } },
    item("quote", "Measure before you cut."),
    item("toggle", "Open me", [item("paragraph", "Hidden at first")]),
    {
      type: "callout",
      callout: {
        rich_text: words("Mind the batch"),
        icon: { type: "emoji", emoji: "🌙" },
        color: "yellow_background",
        children: [item("bulleted_list_item", "It ends at five")],
      },
    },
    { type: "code", code: { rich_text: words("select 1;\n\tselect 2;"), language: "sql" } },
    { type: "equation", equation: { expression: "e = mc^2" } },
    { type: "divider", divider: {} },
    {
      type: "table",
      table: {
        table_width: 2,
        has_column_header: true,
        children: ["site|batch", "Bluefin|late", "Marlow|on time"].map((row) => ({
          type: "table_row",
          table_row: { cells: row.split("|").map((cell) => words(cell)) },
        })),
      },
    },
    {
      type: "column_list",
      column_list: {
        children: [
          { type: "column", column: { children: [item("paragraph", "Left")] } },
          { type: "column", column: { children: [item("paragraph", "Right")] } },
        ],
      },
    },
    {
      type: "synced_block",
      synced_block: { synced_from: null, children: [item("paragraph", "Shown in two places")] },
    },
    file("image", "hall.png"),
    file("video", "tour.mp4"),
    file("audio", "call.mp3"),
    file("pdf", "contract.pdf"),
    file("file", "counts.csv"),
    {
      type: "bookmark",
      bookmark: { url: "https://status.tessalane.example/", caption: words("Status page") },
    },
    { type: "embed", embed: { url: "https://maps.tessalane.example/bristol" } },
    { type: "breadcrumb", breadcrumb: {} },
    { type: "link_to_page", link_to_page: { type: "page_id", page_id: wiki } },
  ];
}
