import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let notion: Harness;
beforeAll(async () => {
  notion = await startHarness(server);
});
afterAll(() => notion.close());

const create = (args: Record<string, unknown>) => notion.call("notion_create_page", args);

test("creates a page from Markdown that reads back the same", async () => {
  const markdown = '## Why\nBecause.\n- [x] one\n\t- two\n<callout icon="💡">\n\tMind\n</callout>';
  const made = await create({
    title: "Plan",
    parent_page: "Tessalane wiki",
    markdown,
    icon: "🧭",
    cover: "https://x.example/c.png",
  });
  expect(made.isError, made.text).toBe(false);
  const read = await notion.call("notion_get_page", { page: made.structured.id });
  expect(read.structured).toMatchObject({ title: "Plan", markdown });
  const sent = notion.sandbox.requests.find(
    (request) => request.method === "POST" && request.path === "/v1/pages",
  );
  expect(sent?.body).toMatchObject({
    icon: { emoji: "🧭" },
    cover: { external: { url: "https://x.example/c.png" } },
  });
});

test("creates a row with every kind of value by name", async () => {
  const made = await create({
    title: "Reserve for wholesale",
    data_source: "Work items",
    properties: {
      Key: "FLOW-99",
      status: "to do",
      Priority: "high",
      Assignee: "Amara Nwosu; jonas.weidmann@tessalane.example",
      Due: "2026-12-01 to 2026-12-05",
      Estimate: "2.5",
      Labels: "backend, launch",
      Project: "Flow 4.0 launch",
      "Customer facing": "yes",
    },
  });
  expect(made.isError, made.text).toBe(false);
  expect(made.structured).toMatchObject({
    properties: {
      Name: "Reserve for wholesale",
      No: "W-61",
      Status: "To do",
      Priority: "High",
      Assignee:
        "Amara Nwosu <amara.nwosu@tessalane.example>; Jonas Weidmann <jonas.weidmann@tessalane.example>",
      Due: "2026-12-01 to 2026-12-05",
      Estimate: "2.5",
      Hours: "15",
      Labels: "backend; launch",
      Project: expect.stringMatching(/^Flow 4\.0 launch \[/) as string,
      "Customer facing": "yes",
    },
  });
});

test("an answer's own words are accepted as values", async () => {
  const { structured } = await notion.call("notion_get_page", {
    page: "Marlow Outdoor: security review answers",
  });
  const shown = structured.properties as Record<string, string>;
  const again = Object.fromEntries(
    ["Author", "Project", "Tags", "Review by", "Attachments"].map((name) => [name, shown[name] ?? ""]),
  );
  const made = await create({ title: "Copy", data_source: "Documents", properties: again });
  expect(made.structured.properties).toMatchObject(again);
});

test("contacts take e-mail, phone and links; a long title and text are split", async () => {
  const made = await create({
    title: "n".repeat(2000),
    data_source: "Customer contacts",
    properties: {
      "E-mail": "a@b.example",
      Phone: "+49 30 1",
      Website: "https://b.example",
      Company: "c".repeat(4500),
    },
  });
  expect(made.structured.properties).toMatchObject({
    "E-mail": "a@b.example",
    Phone: "+49 30 1",
    Company: "c".repeat(4500),
  });
});

test("a template by name or as the default fills the row", async () => {
  for (const [template, text] of [
    ["decision record", "## Question"],
    ["default", "## Cause"],
  ]) {
    const made = await create({ title: "From template", data_source: "Documents", template });
    const read = await notion.call("notion_get_page", { page: made.structured.id });
    expect(read.structured.markdown).toContain(text);
  }
});

test.each([
  ["no parent", { title: "x" }, /Pass parent_page or data_source/],
  [
    "properties below a page",
    { title: "x", parent_page: "Tessalane wiki", properties: { Status: "Done" } },
    /Only rows of a data source have properties/,
  ],
  [
    "text and template",
    { title: "x", data_source: "Documents", markdown: "a", template: "default" },
    /not from both/,
  ],
  [
    "an unknown template",
    { title: "x", data_source: "Documents", template: "Recipe" },
    /Known: Incident review, Decision record/,
  ],
  [
    "an unknown option",
    { title: "x", data_source: "Work items", properties: { Priority: "Huge" } },
    /no option "Huge"\. Accepted: Urgent, High/,
  ],
  [
    "a computed property",
    { title: "x", data_source: "Work items", properties: { Hours: "3" } },
    /Hours is a formula: Notion computes it/,
  ],
  [
    "two people of one name",
    { title: "x", data_source: "Work items", properties: { Assignee: "an" } },
    /fits several: pass one of .+ <.+@.+>/,
  ],
  [
    "a database with several data sources",
    { title: "x", data_source: "45879f14-c170-4d59-a865-952fe57a5a45" },
    /2 data sources: pass one of Projects \[.*Work items \[/,
  ],
  [
    "a file that is no link",
    { title: "x", data_source: "Documents", properties: { Attachments: "report" } },
    /no link to a file/,
  ],
])("%s is refused before anything is created", async (_, args, wording) => {
  notion.sent();
  const answer = await create(args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
  expect(notion.sent()).not.toContain("POST /v1/pages");
});
