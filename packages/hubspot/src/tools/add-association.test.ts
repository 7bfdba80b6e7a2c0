import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let hubspot: Harness;
beforeAll(async () => {
  hubspot = await startHarness(server);
});
afterAll(() => hubspot.close());

const add = (args: Record<string, unknown>) =>
  hubspot.call("hubspot_add_association", {
    object_type: "contacts",
    id: "50210300201",
    to_object_type: "deals",
    to_id: "31480220306",
    ...args,
  });

async function labels(): Promise<unknown> {
  const listed = await hubspot.call("hubspot_list_associations", {
    object_type: "contacts",
    ids: ["50210300201"],
    to_object_type: "deals",
  });
  const rows = listed.structured.associations as { id: string; labels: string[] }[];
  return rows.find((row) => row.id === "31480220306")?.labels;
}

test("associates without a label", async () => {
  expect(await labels()).toBeUndefined();
  const answer = await add({});
  expect(answer.text).toMatchInlineSnapshot(`
    "Associated contacts/50210300201 with deals/31480220306

    url: https://app.hubspot.com/contacts/48120044/record/0-1/50210300201"
  `);
  expect(await labels()).toEqual([]);
});

test("takes a label by name and keeps those that are there, which HubSpot would drop", async () => {
  await add({ label: "decision maker" });
  const answer = await add({ label: "Blocker" });
  expect(answer.structured.labels).toEqual(["Decision maker", "Blocker"]);
  expect(await labels()).toEqual(["Decision maker", "Blocker"]);
  const sent = hubspot.sandbox.requests.findLast((request) => request.method === "PUT");
  expect(sent?.body).toEqual([
    { associationCategory: "USER_DEFINED", associationTypeId: 31 },
    { associationCategory: "USER_DEFINED", associationTypeId: 33 },
  ]);
});

test("an unknown label is refused with those that there are", async () => {
  const answer = await add({ label: "Champion" });
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(/no label "Champion".*Accepted: Decision maker, Blocker\./);
  const none = await add({ to_object_type: "tickets", label: "Champion" });
  expect(none.text).toMatch(/Leave the label out: there are none/);
});

test("a record that does not exist is named", async () => {
  const answer = await add({ to_id: "999" });
  expect(answer.error).toMatchObject({ kind: "input", status: 404 });
  expect(answer.text).toMatch(/contacts 50210300201 or deals 999/);
});
