import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSnowflake } from "../../test/harness.ts";

let snowflake: Harness;
beforeAll(async () => {
  snowflake = await startSnowflake();
});
afterAll(() => snowflake.close());

const search = (args: Record<string, unknown>) => snowflake.call("snowflake_search_columns", args);

test("finds columns by name and by comment over all tables", async () => {
  const byName = await search({ query: "amount" });
  expect(byName.structured).toMatchObject({
    columns: [
      { table: "ANALYTICS.CRM.DEALS", name: "AMOUNT", type: "NUMBER", comment: "US dollars" },
      { table: "ANALYTICS.CRM.OPEN_DEALS", name: "AMOUNT" },
    ],
  });
  const byComment = await search({ query: "dollars" });
  expect(byComment.text).toContain("ANNUAL_REVENUE");
});

test("schema and table narrow it, and pages follow each other", async () => {
  const all = await search({ query: "name" });
  const crm = await search({ query: "name", schema: "crm", table: "account" });
  expect(crm.structured).toMatchObject({ columns: [{ table: "ANALYTICS.CRM.ACCOUNTS", name: "NAME" }] });
  const first = await search({ query: "name", limit: 2 });
  const second = await search({ query: "name", limit: 2, cursor: first.structured.next_cursor });
  const columns = all.structured.columns as unknown[];
  expect([...(first.structured.columns as unknown[]), ...(second.structured.columns as unknown[])]).toEqual(
    columns.slice(0, 4),
  );
});

test("without any database it asks for one", async () => {
  const bare = await startSnowflake({ env: { SNOWFLAKE_DATABASE: undefined, SNOWFLAKE_SCHEMA: undefined } });
  const answer = await bare.call("snowflake_search_columns", { query: "amount" });
  expect(answer.text).toContain("Pass database");
  await bare.close();
});
