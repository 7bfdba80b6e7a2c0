import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSnowflake } from "../../test/harness.ts";

let snowflake: Harness;
beforeAll(async () => {
  snowflake = await startSnowflake();
});
afterAll(() => snowflake.close());

const list = (args: Record<string, unknown>) => snowflake.call("snowflake_list_tables", args);

test("lists tables and views of a schema with their size", async () => {
  const answer = await list({ schema: "crm", limit: 3 });
  expect(answer.text).toMatchInlineSnapshot(`
    "name	kind	rows	bytes	comment
    ANALYTICS.CRM.ACCOUNTS	TABLE	24	4488	Customers and prospects, one row each, from HubSpot
    ANALYTICS.CRM.CALLS	TABLE	24	4488	Recorded calls with what was talked about, from Gong
    ANALYTICS.CRM.CONTACTS	TABLE	60	11220	People at customers

    More rows: repeat with cursor: WyIzIiwwXQ"
  `);
});

test("without a schema it lists the whole database; kind and query narrow it", async () => {
  const all = await list({});
  expect(all.text).toContain("ANALYTICS.PRODUCT.USAGE_DAILY");
  const views = await list({ kind: "views", query: "DEAL" });
  expect(views.structured).toMatchObject({ tables: [{ name: "ANALYTICS.CRM.OPEN_DEALS", kind: "VIEW" }] });
});

test.each([
  ["a name with spaces", { schema: "my schema" }, /double quotes/],
  ["a name of four parts", { database: "a.b.c" }, /not a name of up to 2 parts/],
])("%s is refused with the right form", async (_name, args, words) => {
  const answer = await list(args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(words);
});
