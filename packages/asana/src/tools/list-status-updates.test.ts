import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let asana: Harness;
beforeAll(async () => {
  asana = await startHarness(server);
});
afterAll(() => asana.close());

const list = (args: Record<string, unknown>) => asana.call("asana_list_status_updates", args);

test("returns a project's status updates as text", async () => {
  const answer = await list({ parent: "Edge reliability" });
  expect(answer.text).toMatchInlineSnapshot(`
    "2026-11-16T15:00:00.000Z at_risk - Week of 2026-11-16 (Tobias Renner [120641880000201]) #1206670099312059
    Edge reliability: Scanners that stay connected and night batches that end on time."
  `);
  expect((await list({ parent: "Edge reliability", created_since: "2026-11-20" })).text).toBe(
    "No status updates.",
  );
});

test("a portfolio is found by its name", async () => {
  const answer = await list({ parent: "Product roadmap", parent_type: "portfolio" });
  expect(answer.isError, answer.text).toBe(false);
});

test("an id that has none is named", async () => {
  expect((await list({ parent: "31" })).text).toContain("no project or portfolio 31 (404)");
});
