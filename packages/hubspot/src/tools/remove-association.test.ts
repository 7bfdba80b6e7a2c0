import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let hubspot: Harness;
beforeAll(async () => {
  hubspot = await startHarness(server);
});
afterAll(() => hubspot.close());

const remove = () =>
  hubspot.call("hubspot_remove_association", {
    object_type: "deals",
    id: "31480220020",
    to_object_type: "contacts",
    to_id: "fergus.pike@orchard-pike.example",
  });

test("removes all labels between two records and says which they were; the second time there is nothing", async () => {
  const answer = await remove();
  expect(answer.text).toMatchInlineSnapshot(`
    "deals/31480220020 and contacts/50210300201 are no longer associated

    labels: Decision maker
    url: https://app.hubspot.com/contacts/48120044/record/0-3/31480220020"
  `);
  const left = await hubspot.call("hubspot_list_associations", {
    object_type: "deals",
    ids: ["31480220020"],
    to_object_type: "contacts",
  });
  expect(left.text).not.toContain("Fergus Pike");
  hubspot.sent();
  const again = await remove();
  expect(again.structured).toMatchObject({ removed: false, labels: [] });
  expect(again.text).toMatch(/^Nothing to remove: /);
  expect(hubspot.sent().some((line) => line.startsWith("DELETE"))).toBe(false);
});
