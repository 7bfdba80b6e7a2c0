import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let hubspot: Harness;
beforeAll(async () => {
  hubspot = await startHarness(server);
});
afterAll(() => hubspot.close());

const list = (args: Record<string, unknown>) =>
  hubspot.call("hubspot_list_activities", { object_type: "deals", id: "31480220020", ...args });

interface Activity {
  id: string;
  type: string;
  time: string;
  body?: string;
}
const activities = (answer: Awaited<ReturnType<typeof list>>) => answer.structured.activities as Activity[];

test("is one timeline of every type, newest first, without HTML", async () => {
  const answer = await list({ limit: 5 });
  expect(answer.text).toMatchInlineSnapshot(`
    "7 activities, 5 shown: https://app.hubspot.com/contacts/48120044/record/0-3/31480220020

    2026-11-25T14:30:00.000Z | meeting 63400000021 | Lucas Ferreira [71020005] | Pilot review | SCHEDULED, Video call, until 2026-11-25T15:15:00.000Z
    Look at a full week of scan logs together with Fergus.

    2026-11-23T08:30:00.000Z | task 63400000024 | Lucas Ferreira [71020005] | Order two spare gateways | TODO, NOT_STARTED, MEDIUM
    They keep one on the shelf in each hall.

    2026-11-18T08:15:00.000Z | call 61800000085 | Lucas Ferreira [71020005] | Orchard & Pike - Edge pilot: Service review | OUTBOUND, COMPLETED, 2 min
    Fergus Pike and Tessalane spoke about Tessalane Edge. Today scanners in the chilled hall drop off the network and boxes are packed twice. The alternative is StackDepot. Ship firmware 2.8.1 to the pilot gateways and measure a full week.
    - Ship firmware 2.8.1 to the pilot gateways and measure a full w… [346 characters]

    2026-11-15T11:30:00.000Z | email 63400000018 | Lucas Ferreira [71020005] | Firmware 2.8.1 | EMAIL, from lucas.ferreira@tessalane.example, to fergus.pike@orchard-pike.example, SENT
    Ottilie, the fix for the reconnect storm is in 2.8.1. Rafael will push it to your four gateways tonight.

    2026-11-06T13:30:00.000Z | call 61800000068 | Lucas Ferreira [71020005] | Orchard & Pike - Edge pilot: Technical deep dive | OUTBOUND, COMPLETED, 2 min
    Fergus Pike and Tessalane spoke about Tessalane Edge. Today scanners in the chilled hall drop off the network and boxes are packed twice. The alternative is StackDepot. Ship firmware 2.8.1 to the pilot gateways and measure a full week.
    - Ship firmware 2.8.1 to the pilot gateways and measure a full w… [346 characters]

    More rows: repeat with cursor: W251bGwsNV0"
  `);
});

test("pages through the timeline without losing or repeating a row", async () => {
  const all = activities(await list({ limit: 100 }));
  const paged: Activity[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ limit: 2, ...(cursor ? { cursor } : {}) });
    paged.push(...activities(page));
    cursor = page.structured.next_cursor as string | undefined;
  } while (cursor);
  expect(paged).toEqual(all);
  expect(all.map((one) => one.time)).toEqual(
    all
      .map((one) => one.time)
      .sort()
      .toReversed(),
  );
});

test("can be narrowed to types and to a time", async () => {
  const calls = activities(await list({ types: ["call"] }));
  expect(new Set(calls.map((one) => one.type))).toEqual(new Set(["call"]));
  const recent = activities(await list({ types: ["call"], since: "2026-11-15" }));
  expect(recent).toHaveLength(1);
  expect(recent[0]?.time.slice(0, 10)).toBe("2026-11-18");
});

test("says how many older ones of a very long timeline were not read", async () => {
  const to = Array.from({ length: 600 }, (_, i) => ({ toObjectId: String(i + 1), associationTypes: [] }));
  const { remove } = hubspot.sandbox.faults.add({
    vendor: "hubspot",
    kind: "status",
    status: 200,
    path: "/crm/associations/*/deals/notes/batch/read",
    body: { status: "COMPLETE", results: [{ from: { id: "31480220020" }, to }] },
  });
  hubspot.sent();
  const answer = await list({ types: ["note"] });
  remove();
  expect(hubspot.sent().filter((line) => line.endsWith("/notes/batch/read"))).toHaveLength(6);
  expect(answer.structured).toMatchObject({ total: 0, not_read: 100 });
  expect(answer.text).toContain("100 older ones were not read.");
});

test("long texts are cut with their length, and whole in full", async () => {
  const [short] = activities(await list({ types: ["call"] }));
  const [full] = activities(await list({ types: ["call"], detail: "full" }));
  expect(full?.body?.length).toBeGreaterThan(300);
  expect(short?.body).toBe(`${full?.body?.slice(0, 300)}… [${full?.body?.length} characters]`);
});

test("without sales-email-read an e-mail keeps its subject and has no body", async () => {
  const limited = await startHarness(server, { env: { HUBSPOT_ACCESS_TOKEN: "pat-na1-sandbox-no-deals" } });
  const answer = await limited.call("hubspot_list_activities", {
    object_type: "contacts",
    id: "fergus.pike@orchard-pike.example",
    types: ["email"],
  });
  expect(answer.structured.activities).toMatchObject([{ title: "Firmware 2.8.1" }]);
  expect(activities(answer)[0]?.body).toBeUndefined();
  await limited.close();
});

test("a record without activities has an empty timeline", async () => {
  const answer = await list({ object_type: "products", id: "1410000001" });
  expect(answer.structured).toMatchObject({ total: 0, activities: [] });
});
