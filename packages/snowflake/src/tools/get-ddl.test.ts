import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSnowflake } from "../../test/harness.ts";

let snowflake: Harness;
beforeAll(async () => {
  snowflake = await startSnowflake();
});
afterAll(() => snowflake.close());

const ddl = (args: Record<string, unknown>) => snowflake.call("snowflake_get_ddl", args);

test("returns the definition of a table and of a view", async () => {
  const table = await ddl({ kind: "TABLE", name: "deals" });
  expect(table.text).toMatch(/^create or replace TABLE ANALYTICS\.CRM\.DEALS \(/);
  const view = await ddl({ kind: "VIEW", name: "open_deals" });
  expect(view.text).toContain("as SELECT d.deal_id");
});

test("a long definition is read on by offset", async () => {
  const whole = await ddl({ kind: "SCHEMA", name: "CRM" });
  const rest = await ddl({ kind: "SCHEMA", name: "ANALYTICS.CRM", offset: 100 });
  expect(rest.structured.total_chars).toBe((whole.structured.ddl as string).length);
  expect((whole.structured.ddl as string).slice(100)).toBe(rest.structured.ddl);
});
