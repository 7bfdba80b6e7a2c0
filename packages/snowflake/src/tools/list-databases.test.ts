import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSnowflake } from "../../test/harness.ts";

let snowflake: Harness;
beforeAll(async () => {
  snowflake = await startSnowflake();
});
afterAll(() => snowflake.close());

test("lists what the role sees, page by page", async () => {
  const first = await snowflake.call("snowflake_list_databases", { limit: 2 });
  expect(first.structured).toMatchObject({ databases: [{ name: "ANALYTICS" }, { name: "SCRATCH" }] });
  const rest = await snowflake.call("snowflake_list_databases", {
    limit: 2,
    cursor: first.structured.next_cursor,
  });
  expect(rest.structured).toMatchObject({ databases: [{ name: "SNOWFLAKE", kind: "APPLICATION" }] });
  expect(rest.structured.next_cursor).toBeUndefined();
});

test("quotes in a search are text, not SQL", async () => {
  const answer = await snowflake.call("snowflake_list_databases", {
    query: "x' IN ACCOUNT; DROP TABLE deals; --\\",
  });
  expect(answer.structured.databases).toEqual([]);
});
