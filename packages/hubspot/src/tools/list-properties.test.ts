import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let hubspot: Harness;
beforeAll(async () => {
  hubspot = await startHarness(server);
});
afterAll(() => hubspot.close());

const list = (args: Record<string, unknown>) => hubspot.call("hubspot_list_properties", args);

test("finds properties by a word, with options counted", async () => {
  const answer = await list({ object_type: "deals", query: "STAGE" });
  expect(answer.text).toMatchInlineSnapshot(`
    "2 properties, 2 shown

    name	label	type	options	marks
    dealstage	Deal stage	enumeration	12	
    hs_deal_stage_probability	Deal probability	number		read-only"
  `);
});

async function marks(object_type: string, query: string): Promise<string[] | undefined> {
  const answer = await list({ object_type, query });
  return (answer.structured.properties as { marks: string[] }[])[0]?.marks;
}

test("marks what a writer must know", async () => {
  expect(await marks("contacts", "buying_role")).toEqual(["several values, with ; between"]);
  expect(await marks("contacts", "email")).toEqual(["unique"]);
  expect(await marks("deals", "hs_is_closed")).toEqual(["read-only"]);
  expect(await marks("deals", "forecast")).toEqual(["hidden"]);
});

test("pages through a long list", async () => {
  const first = await list({ object_type: "deals", limit: 15 });
  const second = await list({ object_type: "deals", limit: 15, cursor: first.structured.next_cursor });
  const names = [first, second].flatMap((page) =>
    (page.structured.properties as { name: string }[]).map((property) => property.name),
  );
  expect(names).toHaveLength(first.structured.total as number);
  expect(new Set(names).size).toBe(names.length);
  expect(second.structured.next_cursor).toBeUndefined();
});

test("a custom type's properties are there under its label", async () => {
  const answer = await list({ object_type: "Subscription", query: "renews" });
  expect(answer.structured.properties).toMatchObject([{ name: "renews_on", type: "date" }]);
});
