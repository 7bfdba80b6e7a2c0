import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSnowflake } from "../../test/harness.ts";

let snowflake: Harness;
beforeAll(async () => {
  snowflake = await startSnowflake();
});
afterAll(() => snowflake.close());

const search = (args: Record<string, unknown>) =>
  snowflake.call("snowflake_search_cortex", { service: "customer_voice", ...args });

test("returns the best rows, with filter and columns", async () => {
  const answer = await search({
    query: "night batch late",
    columns: ["ACCOUNT", "TITLE"],
    filter: { "@eq": { SOURCE: "ticket" } },
    limit: 1,
  });
  expect(answer.structured).toEqual({
    service: "ANALYTICS.CRM.CUSTOMER_VOICE",
    results: [{ ACCOUNT: "Bluefin Grocers", TITLE: "Night batch finished at 05:40 again" }],
  });
});

test("a service that is not there is named", async () => {
  const answer = await search({ service: "nothing", query: "x" });
  expect(answer.text).toMatch(/no Cortex Search service ANALYTICS\.CRM\.NOTHING \(404\)/);
});

test("an expired session is renewed for the REST resources too", async () => {
  snowflake.sandbox.faults.add({
    vendor: "snowflake",
    kind: "status",
    status: 401,
    path: "/api/**",
    times: 1,
  });
  const answer = await search({ query: "scanner" });
  expect(answer.isError, answer.text).toBe(false);
});
