import { longRunning } from "../../test/examples.ts";
import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSnowflake } from "../../test/harness.ts";

let snowflake: Harness;
beforeAll(async () => {
  snowflake = await startSnowflake();
});
afterAll(() => snowflake.close());

test("ends a running statement, and says so when there is nothing to end", async () => {
  const first = await snowflake.call("snowflake_cancel_query", { query_id: longRunning });
  expect(first.structured).toMatchObject({ cancelled: true });
  const again = await snowflake.call("snowflake_cancel_query", { query_id: longRunning });
  expect(again.structured).toMatchObject({ cancelled: false });
  expect(again.text).toContain("not currently executing");
  const result = await snowflake.call("snowflake_get_query_result", { query_id: longRunning });
  expect(result.text).toContain("SQL execution canceled");
});
