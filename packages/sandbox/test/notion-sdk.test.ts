import { Client, isFullBlock, isFullPage } from "@notionhq/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../src/sandbox.ts";
import { findSpecs } from "../src/specs/find.ts";

let sandbox: Sandbox;
let notion: Client;

beforeAll(async () => {
  const specs = findSpecs();
  sandbox = await startSandbox({
    vendors: ["notion"],
    now: new Date("2026-11-20T12:00:00.000Z"),
    ...(specs === undefined ? {} : { specs }),
  });
  notion = clientWith(sandbox.env["NOTION_TOKEN"] ?? "");
});
afterAll(async () => {
  expect(sandbox.violations).toEqual([]);
  await sandbox.close();
});

const clientWith = (auth: string) =>
  new Client({
    auth,
    baseUrl: sandbox.env["NOTION_BASE_URL"] ?? "",
    notionVersion: "2026-03-11",
    retry: false,
    logger: () => undefined,
  });

/** Blocks without a Markdown form stay where they are, and a synced block's copy has an address of its own. */
const known = (text: string) => text.split("\n").filter((line) => !/^<(unknown|synced_block)/.test(line));

async function find(title: string, value: "page" | "data_source" = "page"): Promise<string> {
  const found = await notion.search({ query: title, filter: { property: "object", value } });
  return found.results[0]?.id ?? "";
}

test("the integration knows itself, and people are listed with e-mail", async () => {
  const me = await notion.users.me({});
  expect(me).toMatchObject({ type: "bot", name: "Sophia", bot: { workspace_name: "Tessalane" } });
  const users = await notion.users.list({ page_size: 5 });
  expect(users).toMatchObject({ has_more: true, results: { length: 5 } });
  const rest = await notion.users.list({ start_cursor: users.next_cursor ?? "" });
  expect(rest.results.length).toBe(10);
});

test("search pages through everything without losing or repeating a row", async () => {
  const ids: string[] = [];
  let start_cursor: string | undefined;
  do {
    const page = await notion.search({ page_size: 40, ...(start_cursor ? { start_cursor } : {}) });
    ids.push(...page.results.map((one) => one.id));
    start_cursor = page.next_cursor ?? undefined;
  } while (start_cursor);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThan(120);
});

test("every kind of block is listed, and its Markdown is read back as the same blocks", async () => {
  const id = await find("Every kind of block");
  const blocks = await notion.blocks.children.list({ block_id: id });
  const types = blocks.results.filter(isFullBlock).map((block) => block.type);
  expect(new Set(types).size).toBeGreaterThan(25);
  const { markdown } = await notion.pages.retrieveMarkdown({ page_id: id });
  const copy = await notion.pages.create({
    parent: { page_id: await find("Tessalane wiki") },
    properties: { title: { title: [{ text: { content: "Copy" } }] } },
    markdown,
  });
  const again = await notion.pages.retrieveMarkdown({ page_id: copy.id });
  expect(known(again.markdown)).toEqual(known(markdown));
});

test("a long page leaves subtrees out by id, which can be read one by one", async () => {
  const id = await find("Leadership minutes");
  const whole = await notion.pages.retrieveMarkdown({ page_id: id });
  expect(whole).toMatchObject({ truncated: true, unknown_block_ids: { length: 2 } });
  const part = await notion.pages.retrieveMarkdown({ page_id: whole.unknown_block_ids[0] ?? "" });
  expect(part.markdown).toContain("Kept as they were written");
  const first = await notion.blocks.children.list({ block_id: id });
  expect(first).toMatchObject({ has_more: true, results: { length: 100 } });
});

test("rows are filtered and sorted, and written values are read back", async () => {
  const data_source_id = await find("Work items", "data_source");
  const urgent = await notion.dataSources.query({
    data_source_id,
    filter: {
      and: [
        { property: "Priority", select: { equals: "Urgent" } },
        { property: "Due", date: { on_or_before: "2026-11-24" } },
      ],
    },
    sorts: [{ property: "Due", direction: "ascending" }],
  });
  const rows = urgent.results.filter(isFullPage);
  const due = rows.map((row) => (row.properties.Due?.type === "date" ? row.properties.Due.date?.start : ""));
  expect(due.length).toBeGreaterThan(2);
  expect(due).toEqual(due.toSorted((a = "", b = "") => a.localeCompare(b)));
  const row = rows[0];
  const changed = await notion.pages.update({
    page_id: row?.id ?? "",
    properties: { Status: { status: { name: "Done" } }, Estimate: { number: 8 } },
  });
  expect(changed).toMatchObject({
    properties: { Status: { status: { name: "Done" } }, Hours: { formula: { number: 48 } } },
  });
});

test("a relation is read in pages by its own endpoint", async () => {
  const projects = await notion.dataSources.query({ data_source_id: await find("Projects", "data_source") });
  const flow = projects.results
    .filter(isFullPage)
    .find((page) => JSON.stringify(page.properties.Name).includes("Flow 4.0"));
  const property = flow?.properties["Work items"];
  const items = await notion.pages.properties.retrieve({
    page_id: flow?.id ?? "",
    property_id: property?.id ?? "",
    page_size: 10,
  });
  expect(items).toMatchObject({ object: "list", has_more: true, results: { length: 10 } });
});

test("a file is sent, completed in parts, and attached", async () => {
  const upload = await notion.fileUploads.create({
    mode: "multi_part",
    filename: "a.txt",
    number_of_parts: 2,
  });
  for (const part_number of ["1", "2"]) {
    await notion.fileUploads.send({
      file_upload_id: upload.id,
      file: { filename: "a.txt", data: new Blob([`part ${part_number}`]) },
      part_number,
    });
  }
  const done = await notion.fileUploads.complete({ file_upload_id: upload.id });
  expect(done).toMatchObject({ status: "uploaded", content_length: 12 });
});

test.each([
  ["a wrong token", () => clientWith("ntn_wrong").users.me({}), "unauthorized", 401],
  [
    "a missing capability",
    () => clientWith("ntn_sandbox_content_only").users.list({}),
    "restricted_resource",
    403,
  ],
  ["an unknown page", () => notion.pages.retrieve({ page_id: "0".repeat(32) }), "object_not_found", 404],
  [
    "a page nobody shared",
    async () => notion.pages.retrieve({ page_id: (await find("Salary review")) || "1".repeat(32) }),
    "object_not_found",
    404,
  ],
  ["no page at all", () => notion.pages.retrieve({ page_id: "x" }), "validation_error", 400],
  [
    "more than 100 blocks",
    async () =>
      notion.blocks.children.append({
        block_id: await find("Tessalane wiki"),
        children: Array.from({ length: 101 }, () => ({ divider: {} })),
      }),
    "validation_error",
    400,
  ],
])("%s is refused in Notion's words", async (_, request, code, status) => {
  await expect(request()).rejects.toMatchObject({ code, status, request_id: expect.any(String) as string });
});
