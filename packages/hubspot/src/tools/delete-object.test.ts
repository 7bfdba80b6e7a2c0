import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let hubspot: Harness;
beforeAll(async () => {
  hubspot = await startHarness(server);
});
afterAll(() => hubspot.close());

const remove = (id: string) => hubspot.call("hubspot_delete_object", { object_type: "deals", id });

test("archives a record, names it, and says how long it can be restored", async () => {
  const answer = await remove("31480220020");
  expect(answer.text).toMatchInlineSnapshot(
    `"Archived: Orchard & Pike - Edge pilot [31480220020]. It can be restored in HubSpot for 90 days: Actions, Restore records above the list of deals."`,
  );
  const read = await hubspot.call("hubspot_get_objects", { object_type: "deals", ids: ["31480220020"] });
  expect(read.structured.missing).toEqual(["31480220020"]);
});

test("an id that never was is not reported as deleted", async () => {
  hubspot.sent();
  const answer = await remove("999");
  expect(answer.error).toMatchObject({ kind: "input", status: 404 });
  expect(hubspot.sent().some((line) => line.startsWith("DELETE"))).toBe(false);
});
