import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let notion: Harness;
beforeAll(async () => {
  notion = await startHarness(server);
});
afterAll(() => notion.close());

test("names data sources, properties, options, targets and templates", async () => {
  const answer = await notion.call("notion_get_database", { database: "Documents" });
  expect(answer.text).toMatchInlineSnapshot(`
    "id: 4ff79814-4ef5-4744-a560-9d963fbbb4f3
    title: Documents
    url: https://www.notion.so/4ff798144ef54744a5609d963fbbb4f3
    parent: page e1040ad6-4c9c-4607-a74d-54f2d8368413

    ## Documents [2df7d926-7eb1-4a59-a6d7-ce649b323af8]
    name	type	detail
    Name	title	
    Kind	select	spec, plan, review, guide, notes, policy
    Status	status	Draft, In review, Published
    Author	people	
    Project	relation	Projects [c1086ece-e120-4d0f-a2c1-654658f0428e]
    Tags	multi_select	customer, engineering, security, sales
    Review by	date	
    Days left	formula	dateBetween(prop("Review by"), now(), "days")
    Verified	checkbox	
    Words	number	number_with_commas
    Link	url	
    Attachments	files	
    Created	created_time	
    Edited by	last_edited_by	
    Templates: Incident review (default), Decision record"
  `);
});

test("database id, its link, and the id of one of its data sources give the same database", async () => {
  const byName = await notion.call("notion_get_database", { database: "Projects" });
  const sources = byName.structured.data_sources as { id: string; name: string }[];
  expect(sources.map((source) => source.name)).toEqual(["Projects", "Work items"]);
  for (const database of [byName.structured.id, byName.structured.url, sources[1]?.id]) {
    const answer = await notion.call("notion_get_database", { database });
    expect(answer.structured).toEqual(byName.structured);
  }
});

test("an id that is neither is a clear error", async () => {
  const answer = await notion.call("notion_get_database", { database: "0".repeat(32) });
  expect(answer.error).toMatchObject({ kind: "input", status: 404 });
});
