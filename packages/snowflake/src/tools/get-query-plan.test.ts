import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSnowflake } from "../../test/harness.ts";

let snowflake: Harness;
beforeAll(async () => {
  snowflake = await startSnowflake();
});
afterAll(() => snowflake.close());

test("tells what would be read, without running it", async () => {
  const answer = await snowflake.call("snowflake_get_query_plan", {
    sql: "SELECT account_id, SUM(scans) FROM product.usage_daily WHERE day > ?::date GROUP BY 1",
    binds: ["2026-11-01"],
  });
  expect(answer.structured).toMatchObject({
    partitions_total: 3,
    bytes_assigned: 246840,
    operations: expect.arrayContaining([
      expect.objectContaining({
        operation: "TableScan",
        objects: "ANALYTICS.PRODUCT.USAGE_DAILY",
        partitions: "3/3",
      }),
    ]),
  });
  expect(answer.text).toContain("Would read 246840 bytes in 3 of 3 partitions.");
});

test("a changing statement has no plan here", async () => {
  const answer = await snowflake.call("snowflake_get_query_plan", { sql: "DELETE FROM deals" });
  expect(answer.text).toMatch(/^Refused/);
});
