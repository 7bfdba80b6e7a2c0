import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSnowflake } from "../../test/harness.ts";

let snowflake: Harness;
beforeAll(async () => {
  snowflake = await startSnowflake();
});
afterAll(() => snowflake.close());

type Query = { user: string; seconds: number; status: string; text: string };
const list = async (args: Record<string, unknown>) =>
  (await snowflake.call("snowflake_list_queries", args)).structured.queries as Query[];

test("finds the slowest statements of a user", async () => {
  const queries = await list({ since: "14d", user: "nhaddad", sort_by: "slowest", limit: 3 });
  expect(queries.map(({ user }) => user)).toEqual(["NHADDAD", "NHADDAD", "NHADDAD"]);
  expect(queries[0]?.seconds).toBeGreaterThanOrEqual(queries[1]?.seconds ?? 0);
});

test("finds failures with their error, and cuts texts with their length", async () => {
  const answer = await snowflake.call("snowflake_list_queries", {
    since: "14d",
    status: "failed",
    text_length: 20,
    limit: 2,
  });
  expect(answer.text).toContain("does not exist or not authorized");
  expect(answer.text).toMatch(/… \[\d+ characters\]/);
});

test("a time range holds at both ends", async () => {
  const all = await list({ since: "14d", limit: 200 });
  const some = await list({ since: "2026-11-10", until: "2026-11-15T12:00:00Z", limit: 200 });
  expect(some.length).toBeGreaterThan(0);
  expect(some.length).toBeLessThan(all.length);
});

test("others' statements are out of sight without MONITOR", async () => {
  const reader = await startSnowflake({ env: { SNOWFLAKE_PAT: "sf-pat-sandbox-reader-0c44e1d2" } });
  const answer = await reader.call("snowflake_list_queries", { since: "14d" });
  expect(new Set((answer.structured.queries as Query[]).map(({ user }) => user))).toEqual(
    new Set(["READER_BOT"]),
  );
  await reader.close();
});

test("a time that is none is named with the forms that are", async () => {
  const answer = await snowflake.call("snowflake_list_queries", { since: "yesterday" });
  expect(answer.text).toMatch(/"since" was not understood: pass 2026-11-30/);
});
