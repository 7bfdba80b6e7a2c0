import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let hubspot: Harness;
beforeAll(async () => {
  hubspot = await startHarness(server);
});
afterAll(() => hubspot.close());

const list = (args: Record<string, unknown>) => hubspot.call("hubspot_list_pipelines", args);

test("lists stages in order with their ids, probability and whether they are closed", async () => {
  const answer = await list({});
  expect(answer.text).toMatchInlineSnapshot(`
    "New business [default]
    label	id	probability	closed
    Discovery	appointmentscheduled	0.1	false
    Technical fit	qualifiedtobuy	0.3	false
    Pilot	presentationscheduled	0.5	false
    Security and legal	decisionmakerboughtin	0.7	false
    Contract out	contractsent	0.9	false
    Won	closedwon	1	true
    Lost	closedlost	0	true

    Renewals and expansion [74120318]
    label	id	probability	closed
    Upcoming	143900101	0.6	false
    At risk	143900102	0.3	false
    Quote sent	143900103	0.8	false
    Renewed	143900104	1	true
    Churned	143900105	0	true"
  `);
});

test("counts the records of each stage of the pipeline that was asked for", async () => {
  hubspot.sent();
  const answer = await list({ pipeline: "renewals and expansion", counts: true });
  expect(hubspot.sent()).toHaveLength(5);
  const [pipeline] = answer.structured.pipelines as { stages: { label: string; records: number }[] }[];
  const found = await hubspot.call("hubspot_search_objects", {
    object_type: "deals",
    filters: ["Deal stage = At risk"],
  });
  expect(pipeline?.stages.find((stage) => stage.label === "At risk")?.records).toBe(found.structured.total);
});

test("tickets have stages without a probability", async () => {
  const answer = await list({ object_type: "ticket" });
  const [pipeline] = answer.structured.pipelines as { stages: object[] }[];
  expect(pipeline?.stages.at(-1)).toEqual({ id: "4", label: "Solved", closed: true });
});

test("a type without pipelines has none, and an unknown pipeline is named with those that there are", async () => {
  expect((await list({ object_type: "contacts" })).structured.pipelines).toEqual([]);
  const answer = await list({ pipeline: "Enterprise" });
  expect(answer.text).toMatch(
    /No pipeline of deals is called "Enterprise"\. Accepted: New business \[default\]/,
  );
});
