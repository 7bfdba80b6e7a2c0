import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSnowflake } from "../../test/harness.ts";

let snowflake: Harness;
beforeAll(async () => {
  snowflake = await startSnowflake();
});
afterAll(() => snowflake.close());

test("lists the schemas of the session's database, or of another", async () => {
  const own = await snowflake.call("snowflake_list_schemas", {});
  expect(own.structured).toMatchObject({
    schemas: [{ database: "ANALYTICS", name: "CRM" }, { name: "PRODUCT" }],
  });
  const other = await snowflake.call("snowflake_list_schemas", { database: "scratch" });
  expect(other.structured).toMatchObject({ schemas: [{ database: "SCRATCH", name: "PUBLIC" }] });
});

test("without a database it lists the account's", async () => {
  const bare = await startSnowflake({ env: { SNOWFLAKE_DATABASE: undefined, SNOWFLAKE_SCHEMA: undefined } });
  const answer = await bare.call("snowflake_list_schemas", {});
  expect((answer.structured.schemas as unknown[]).length).toBe(3);
  await bare.close();
});

test("a database that is not there is told in Snowflake's words", async () => {
  const answer = await snowflake.call("snowflake_list_schemas", { database: "nowhere" });
  expect(answer.text).toContain("'NOWHERE' does not exist or not authorized");
});
