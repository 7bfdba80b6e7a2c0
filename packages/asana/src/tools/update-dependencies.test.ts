import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";
import { batch, firmware, scanners } from "../../test/ids.ts";
let asana: Harness;
beforeAll(async () => {
  asana = await startHarness(server);
});
afterAll(() => asana.close());

const update = (args: Record<string, unknown>) => asana.call("asana_update_dependencies", args);

test("adds and removes on both sides and shows what is left", async () => {
  const added = await update({ task: scanners, add_blocks: [batch], remove_blocks: [firmware] });
  expect(added.structured).toEqual({
    id: scanners,
    blocked_by: [],
    blocks: [{ id: batch, name: "Night batch runs late", completed: false }],
  });
  const other = await update({ task: batch, remove_blocked_by: [`https://app.asana.com/0/0/${scanners}`] });
  expect((other.structured.blocked_by as { id: string }[]).map(({ id }) => id)).not.toContain(scanners);
  const again = await update({ task: firmware, add_blocked_by: [scanners] });
  expect(again.text).toContain("Scanners drop in the chilled hall");
});

test("a loop is refused in Asana's words, nothing at all without a request", async () => {
  const loop = await update({ task: scanners, add_blocked_by: [firmware] });
  expect(loop.error?.kind).toBe("input");
  expect(loop.text).toMatch(/cannot depend on itself/);
  asana.sent();
  expect((await update({ task: scanners })).text).toContain("Nothing to change");
  expect(asana.sent()).toEqual([]);
});

test("a task that is not there is named", async () => {
  expect((await update({ task: scanners, add_blocks: ["77"] })).text).toContain(
    `no task ${scanners} or 77 (404)`,
  );
});
