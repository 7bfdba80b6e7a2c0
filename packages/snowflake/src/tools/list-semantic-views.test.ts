import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSnowflake } from "../../test/harness.ts";

let snowflake: Harness;
beforeAll(async () => {
  snowflake = await startSnowflake();
});
afterAll(() => snowflake.close());

test("lists views, and the members of one", async () => {
  const views = await snowflake.call("snowflake_list_semantic_views", {});
  expect(views.structured).toMatchObject({ views: [{ name: "ANALYTICS.CRM.SALES" }] });
  const members = await snowflake.call("snowflake_list_semantic_views", { view: "sales", query: "amount" });
  expect(members.structured).toMatchObject({
    dimensions: [],
    metrics: [
      { name: "DEALS.TOTAL_AMOUNT", type: "NUMBER(38,2)", synonyms: "pipeline value" },
      { name: "DEALS.WON_AMOUNT" },
    ],
  });
});

test("a view that is not there is told", async () => {
  const answer = await snowflake.call("snowflake_list_semantic_views", { view: "nope" });
  expect(answer.text).toContain("does not exist or not authorized");
});
