import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let hubspot: Harness;
beforeAll(async () => {
  hubspot = await startHarness(server);
});
afterAll(() => hubspot.close());

const add = (args: Record<string, unknown>) => hubspot.call("hubspot_add_note", args);

const sentBody = () => {
  const sent = hubspot.sandbox.requests.findLast((request) => request.path === "/crm/objects/2026-09/notes");
  return sent?.body as { properties: Record<string, string>; associations: { to: { id: string } }[] };
};

test("writes Markdown as HTML onto several records in one call", async () => {
  hubspot.sent();
  const answer = await add({
    body: "# Visit\n\nThey want **two** gateways.\n\n- one now\n- one in May",
    associations: [
      "deals/31480220020",
      "contacts/fergus.pike@orchard-pike.example",
      "https://app.hubspot.com/contacts/48120044/record/0-2/18250400107",
      "company/18250400107",
    ],
    owner: "Lucas Ferreira",
    time: "2026-11-20T11:00:00Z",
  });
  expect(hubspot.sent().filter((line) => line.startsWith("POST") && line.endsWith("notes"))).toHaveLength(1);
  const { properties, associations } = sentBody();
  expect(properties).toMatchInlineSnapshot(`
    {
      "hs_note_body": "<p><strong>Visit</strong></p>
    <p>They want <strong>two</strong> gateways.</p>
    <ul>
    <li>one now</li>
    <li>one in May</li>
    </ul>",
      "hs_timestamp": "2026-11-20T11:00:00Z",
      "hubspot_owner_id": "71020005",
    }
  `);
  expect(associations.map((one) => one.to.id)).toEqual(["31480220020", "50210300201", "18250400107"]);
  expect(answer.structured).toMatchObject({ time: "2026-11-20T11:00:00.000Z" });
  const timeline = await hubspot.call("hubspot_list_activities", {
    object_type: "companies",
    id: "18250400107",
    types: ["note"],
    limit: 1,
  });
  expect(timeline.text).toContain("Visit\nThey want two gateways.\n- one now\n- one in May");
});

test("a note without a record is refused", async () => {
  const answer = await add({ body: "x", associations: [] });
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(/"associations"/);
});

test("a text that becomes too long as HTML is refused before it is sent", async () => {
  hubspot.sent();
  const answer = await add({ body: "&".repeat(20_000), associations: ["deals/31480220020"] });
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(/HubSpot takes 65536/);
  expect(hubspot.sent()).toEqual([]);
});

test("a record that does not exist is named by HubSpot", async () => {
  const answer = await add({ body: "x", associations: ["deals/999"] });
  expect(answer.error).toMatchObject({ kind: "input", status: 400 });
  expect(answer.text).toMatch(/999/);
});
