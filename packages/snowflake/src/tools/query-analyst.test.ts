import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSnowflake } from "../../test/harness.ts";

let snowflake: Harness;
beforeAll(async () => {
  snowflake = await startSnowflake();
});
afterAll(() => snowflake.close());

const ask = (args: Record<string, unknown>) => snowflake.call("snowflake_query_analyst", args);

test("turns a question into SQL that runs", async () => {
  const answer = await ask({ question: "How is the pipeline by stage?", semantic_view: "sales" });
  expect(answer.text).toContain("SQL, not run:");
  const result = await snowflake.call("snowflake_run_query", { sql: answer.structured.sql });
  expect(result.structured.total_rows).toBeGreaterThan(3);
});

test("suggests questions where it has no answer", async () => {
  const answer = await ask({
    question: "What is love?",
    semantic_model_file: "@ANALYTICS.CRM.MODELS/sales.yaml",
  });
  expect(answer.structured).toMatchObject({ suggestions: [expect.any(String), expect.any(String)] });
  expect(answer.structured.sql).toBeUndefined();
});

test("wants exactly one model, and one that is there", async () => {
  expect((await ask({ question: "x" })).text).toContain("exactly one");
  expect((await ask({ question: "x", semantic_view: "other" })).text).toMatch(
    /no semantic model other \(404\)/,
  );
});
