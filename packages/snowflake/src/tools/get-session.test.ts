import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSnowflake } from "../../test/harness.ts";

let snowflake: Harness;
beforeAll(async () => {
  snowflake = await startSnowflake();
});
afterAll(() => snowflake.close());

test("tells who is connected, with which role and limits", async () => {
  const answer = await snowflake.call("snowflake_get_session", {});
  expect(answer.structured).toMatchObject({
    account: "SANDBOX-TESSALANE",
    user: "MCP_AGENT",
    role: "DATA_ENGINEER",
    available_roles: ["PUBLIC", "DATA_READER", "DATA_ENGINEER"],
    warehouse: "ANALYTICS_WH",
    writes_enabled: true,
    max_rows: 10_000,
  });
});

test("--check says the same", async () => {
  const { account, notes } = await snowflake.engine.identify(AbortSignal.timeout(5000));
  expect(account).toBe("MCP_AGENT as DATA_ENGINEER in SANDBOX-TESSALANE");
  expect(notes?.join("\n")).toMatch(/roles: PUBLIC, DATA_READER, DATA_ENGINEER\nwrites are enabled/);
});
