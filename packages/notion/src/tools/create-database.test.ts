import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let notion: Harness;
beforeAll(async () => {
  notion = await startHarness(server, { selection: { groups: ["all"] } });
});
afterAll(() => notion.close());

const create = (args: Record<string, unknown>) =>
  notion.call("notion_create_database", { parent_page: "Tessalane wiki", title: "Orders", ...args });

test("creates columns of every kind, and rows can be added", async () => {
  const made = await create({
    description: "What was bought",
    inline: true,
    icon: "🧾",
    columns: [
      "Order: title",
      "Price: number(euro)",
      "Stage: status(Open, Paid, Shipped)",
      "Kind: select(web, shop)",
      "Tags: multi_select(a, b)",
      "Due: date",
      "Owner: person",
      "Spec: relation(Documents)",
      "Spec kind: rollup(Spec, Kind)",
      'Days: formula(dateBetween(prop("Due"), now(), "days"))',
      "No: unique id(ORD)",
      "Paid: checkbox",
      "Mail: email",
      "Phone: phone",
      "Link: url",
      "Files: files",
      "Notes: text",
      "Made: created_time",
    ],
  });
  expect(made.isError, made.text).toBe(false);
  expect(made.text).toMatchInlineSnapshot(`
    "Created
    id: 4e3d9693-b059-4c28-aa59-3f3e25c5edb2
    title: Orders
    url: https://www.notion.so/4e3d9693b0594c28aa593f3e25c5edb2
    description: What was bought
    parent: page e1040ad6-4c9c-4607-a74d-54f2d8368413

    ## Orders [cf8071e5-8588-43c4-a08e-d9b10b0d68a5]
    name	type	detail
    Order	title	
    Price	number	euro
    Stage	status	Open, Paid, Shipped
    Kind	select	web, shop
    Tags	multi_select	a, b
    Due	date	
    Owner	people	
    Spec	relation	Documents [2df7d926-7eb1-4a59-a6d7-ce649b323af8]
    Spec kind	rollup	show_original of Kind over Spec
    Days	formula	dateBetween(prop("Due"), now(), "days")
    No	unique_id	ORD
    Paid	checkbox	
    Mail	email	
    Phone	phone_number	
    Link	url	
    Files	files	
    Notes	rich_text	
    Made	created_time	"
  `);
  const [source] = made.structured.data_sources as { id: string }[];
  const row = await notion.call("notion_create_page", {
    title: "A-1",
    data_source: source?.id,
    properties: { Price: "12.5", Stage: "paid", Spec: "SCIM provisioning design", Due: "2026-11-30" },
  });
  expect(row.structured.properties).toMatchObject({
    No: "ORD-1",
    Stage: "Paid",
    "Spec kind": "spec",
    Days: "9",
  });
});

test("a title column is added when none is given", async () => {
  const made = await create({ columns: ["Due: date"] });
  const [source] = made.structured.data_sources as { properties: { name: string; type: string }[] }[];
  expect(source?.properties[0]).toMatchObject({ name: "Name", type: "title" });
});

test.each([
  ["Due", /"Due" was not understood.*Forms:/],
  ["Due: dat", /Did you mean date\?/],
  ["Total: rollup(Orders)", /needs a relation and a property/],
  ["Client: relation(Nowhere)", /No shared data source is called "Nowhere"/],
])("the column %j is refused with the forms there are", async (column, wording) => {
  const answer = await create({ columns: [column] });
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
});

test("a database that was made is answered as made, even when it cannot be read afterwards", async () => {
  notion.sandbox.faults.add({
    vendor: "notion",
    method: "GET",
    path: "/v1/data_sources/*",
    kind: "status",
    status: 404,
  });
  const made = await create({});
  notion.sandbox.faults.clear();
  expect(made.isError, made.text).toBe(false);
  expect(made.structured.data_sources).toMatchObject([{ name: "Orders", properties: [] }]);
});
