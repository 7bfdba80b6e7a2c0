import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let notion: Harness;
let page: string;
beforeAll(async () => {
  notion = await startHarness(server, { selection: { groups: ["all"] } });
  const made = await notion.call("notion_create_page", { title: "Files", parent_page: "Tessalane wiki" });
  page = made.structured.id as string;
});
afterAll(() => notion.close());

const add = (args: Record<string, unknown>) => notion.call("notion_add_file", { block: page, ...args });
const text = async () => (await notion.call("notion_get_page", { page })).structured.markdown as string;

test("uploads content and shows it on the page in the same call", async () => {
  notion.sent();
  const content = Buffer.from("site,count\nBristol,4\n").toString("base64");
  const done = await add({ filename: "counts.csv", content, caption: "Counted on Friday" });
  expect(done.isError, done.text).toBe(false);
  expect(done.structured).toMatchObject({ filename: "counts.csv", kind: "file", bytes: 21 });
  expect(notion.sent()).toEqual([
    "POST /v1/file_uploads",
    `POST /v1/file_uploads/${String(done.structured.file_upload_id)}/send`,
    `PATCH /v1/blocks/${page}/children`,
  ]);
  expect(await text()).toMatch(/<file src="[^"]*counts\.csv[^"]*">Counted on Friday<\/file>/);
});

test("Notion fetches a file by its link", async () => {
  const done = await add({ filename: "hall.png", url: "https://files.tessalane.example/hall.png" });
  expect(done.structured).toMatchObject({ kind: "image" });
  expect(await text()).toMatch(/!\[\]\(https:[^)]*hall\.png/);
});

test("a file of more than 20 MB goes in parts", { timeout: 30_000 }, async () => {
  notion.sent();
  const done = await add({
    filename: "film.mp4",
    content: Buffer.alloc(21 * 1024 * 1024, 7).toString("base64"),
  });
  expect(done.structured).toMatchObject({ kind: "video", bytes: 21 * 1024 * 1024 });
  const sent = notion.sent();
  expect(sent.filter((line) => line.endsWith("/send"))).toHaveLength(3);
  expect(sent.at(-2)).toMatch(/\/complete$/);
});

test("a link that Notion cannot fetch is reported with its reason", async () => {
  notion.sandbox.faults.add({
    vendor: "notion",
    method: "GET",
    path: "/v1/file_uploads/*",
    kind: "status",
    status: 200,
    body: {
      id: "x",
      status: "failed",
      file_import_result: { type: "error", error: { message: "404 at the source" } },
    },
  });
  const answer = await add({ filename: "gone.pdf", url: "https://files.tessalane.example/gone.pdf" });
  notion.sandbox.faults.clear();
  expect(answer.error?.kind).toBe("upstream");
  expect(answer.text).toMatch(/could not fetch the file: 404 at the source/);
});

test.each([
  [{ filename: "a.txt" }, /either url or content/],
  [{ filename: "a.txt", content: "not base64!" }, /content is not base64/],
])("%j is refused", async (args, wording) => {
  expect((await add(args)).text).toMatch(wording);
});
