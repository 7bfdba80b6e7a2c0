import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";
import { batch, firmware, tokens } from "../../test/ids.ts";
let asana: Harness;
beforeAll(async () => {
  asana = await startHarness(server);
});
afterAll(() => asana.close());

test("deletes the task and names it; it is gone afterwards", async () => {
  const deleted = await asana.call("asana_delete_task", { task: batch });
  expect(deleted.text).toBe(`Deleted task ${batch}: Night batch runs late`);
  expect((await asana.call("asana_get_task", { task: batch, include: [] })).error?.status).toBe(404);
});

test("a token without the scope deletes nothing", async () => {
  const readonly = await startHarness(server, { env: { ASANA_ACCESS_TOKEN: tokens.readonly } });
  const answer = await readonly.call("asana_delete_task", { task: firmware });
  expect(answer.text).toContain("lacks the scope tasks:delete");
  expect((await readonly.call("asana_get_task", { task: firmware, include: [] })).isError).toBe(false);
  await readonly.close();
});
