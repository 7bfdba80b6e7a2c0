import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSnowflake } from "../../test/harness.ts";

let snowflake: Harness;
beforeAll(async () => {
  snowflake = await startSnowflake();
});
afterAll(() => snowflake.close());

test("shows columns with keys and comments, and samples on request", async () => {
  const answer = await snowflake.call("snowflake_get_table", { table: "deals", sample_rows: 1 });
  expect(answer.structured).toMatchObject({
    name: "ANALYTICS.CRM.DEALS",
    kind: "TABLE",
    rows: 36,
    columns: expect.arrayContaining([
      { name: "DEAL_ID", type: "VARCHAR(16777216)", nullable: false, key: "primary" },
      {
        name: "ACCOUNT_ID",
        type: "VARCHAR(16777216)",
        nullable: true,
        key: "references ANALYTICS.CRM.ACCOUNTS(ACCOUNT_ID)",
      },
      { name: "AMOUNT", type: "NUMBER(38,2)", nullable: true, comment: "US dollars" },
    ]),
    samples: [expect.arrayContaining(["31480220007", 184000])],
  });
});

test("a view has no size, and no samples come unasked", async () => {
  const answer = await snowflake.call("snowflake_get_table", { table: "analytics.crm.open_deals" });
  expect(answer.structured).toMatchObject({ kind: "VIEW" });
  expect(answer.structured.samples).toBeUndefined();
  expect(answer.structured.rows).toBeUndefined();
});

test("a table that is not there is told, with where to look", async () => {
  const answer = await snowflake.call("snowflake_get_table", { table: "dealz" });
  expect(answer.text).toMatch(/does not exist or not authorized.*snowflake_list_tables/s);
});
