import { Client } from "@hubspot/api-client";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../src/sandbox.ts";

type Next = { next: { after: string } };

/** As much of the answers as the tests below look into. */
type Body = {
  id: string;
  total: number;
  results: {
    id: string;
    properties: Record<string, string | null>;
    to: { toObjectId: string }[];
    paging?: Next;
  }[];
  paging?: Next;
};

let sandbox: Sandbox;
let client: Client;

beforeAll(async () => {
  sandbox = await startSandbox({ vendors: ["hubspot"] });
  client = clientWith(sandbox.env["HUBSPOT_ACCESS_TOKEN"] ?? "");
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.faults.clear());

function clientWith(accessToken: string): Client {
  return new Client({
    accessToken,
    basePath: sandbox.env["HUBSPOT_BASE_URL"] ?? "",
    numberOfApiCallRetries: 0,
  });
}

async function call(
  method: string,
  path: string,
  body?: unknown,
  through = client,
): Promise<{ status: number; headers: Headers; body: Body }> {
  const response = await through.apiRequest({ method, path, body });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text === "" ? undefined : JSON.parse(text)) as Body,
  };
}

async function deals(...filters: unknown[]): Promise<Body["results"]> {
  const request = { limit: 200, properties: ["amount"], filterGroups: [{ filters }] };
  return (await call("POST", "/crm/objects/2026-09/deals/search", request)).body.results;
}

async function notes(query: string): Promise<Body["results"]> {
  const request = { query, properties: ["hs_note_body"] };
  return (await call("POST", "/crm/objects/2026-09/notes/search", request)).body.results;
}

async function owners(query: string): Promise<Body["results"]> {
  return (await call("GET", `/crm/owners/2026-09?${query}`)).body.results;
}

describe("the SDK cannot tell the emulator from HubSpot", () => {
  test("a search pages through all deals", async () => {
    const seen = new Set<string>();
    let after: string | undefined;
    do {
      const { body } = await call("POST", "/crm/objects/2026-09/deals/search", {
        limit: 10,
        sorts: ["-amount"],
        properties: ["amount"],
        after,
      });
      for (const deal of body.results) seen.add(deal.id);
      expect(body.total).toBe(36);
      after = body.paging?.next.after;
    } while (after !== undefined);
    expect(seen.size).toBe(36);
  });

  test("what is written can be read back, and is gone once archived", async () => {
    const created = await call("POST", "/crm/objects/2026-09/contacts", {
      properties: { email: "pia@quillon.example", firstname: "Pia", lifecyclestage: "lead" },
      associations: [
        {
          to: { id: "18250400100" },
          types: [{ associationCategory: "HUBSPOT_DEFINED", associationTypeId: 279 }],
        },
      ],
    });
    expect(created.status).toBe(201);
    const path = `/crm/objects/2026-09/contacts/${created.body.id}`;
    await call("PATCH", path, { properties: { jobtitle: "Buyer" } });
    const read = await call("GET", `${path}?properties=jobtitle,email&associations=companies`);
    expect(read.body).toMatchObject({
      properties: { jobtitle: "Buyer", email: "pia@quillon.example" },
      associations: { companies: { results: [{ id: "18250400100", type: "contact_to_company" }] } },
    });
    const found = await call("POST", "/crm/objects/2026-09/contacts/search", { query: "pia quillon" });
    expect(found.body.total).toBe(1);
    expect((await call("DELETE", path)).status).toBe(204);
    expect((await call("GET", path)).status).toBe(404);
  });

  test.each([
    [
      "an unknown property",
      "deals",
      { dealname: "x", dealstage: "closedwon", colour: "red" },
      400,
      "PROPERTY_DOESNT_EXIST",
    ],
    [
      "a stage's label instead of its id",
      "deals",
      { dealname: "x", dealstage: "Won" },
      400,
      "INVALID_OPTION",
    ],
    [
      "a stage of another pipeline",
      "deals",
      { dealname: "x", pipeline: "74120318", dealstage: "closedwon" },
      400,
      "INVALID_PIPELINE_STAGE",
    ],
    ["no stage", "deals", { dealname: "x" }, 400, "REQUIRED_FIELD"],
    [
      "a read-only property",
      "deals",
      { dealname: "x", dealstage: "closedwon", hs_is_closed: "true" },
      400,
      "READ_ONLY_VALUE",
    ],
    [
      "text for a number",
      "deals",
      { dealname: "x", dealstage: "closedwon", amount: "lots" },
      400,
      "INVALID_NUMBER",
    ],
    ["an owner who is not there", "companies", { name: "x", hubspot_owner_id: "1" }, 400, "INVALID_OWNER_ID"],
    ["a task without a date", "tasks", { hs_task_subject: "x" }, 400, "REQUIRED_FIELD"],
    [
      "an e-mail that another contact has",
      "contacts",
      { email: "gwen.aldridge@marlow-outdoor.example" },
      409,
      "Existing ID: 50210300051",
    ],
  ])("%s is refused", async (_name, type, properties, status, words) => {
    const answer = await call("POST", `/crm/objects/2026-09/${type}`, { properties });
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).toContain(words);
    expect(answer.body).toMatchObject({
      status: "error",
      correlationId: expect.any(String),
      category: expect.any(String),
    });
  });

  test.each([
    ["EQ", { value: "closedwon" }, (stage: string) => stage === "closedwon"],
    ["NEQ", { value: "closedwon" }, (stage: string) => stage !== "closedwon"],
    ["IN", { values: ["closedwon", "closedlost"] }, (stage: string) => stage.startsWith("closed")],
    ["NOT_IN", { values: ["closedwon", "closedlost"] }, (stage: string) => !stage.startsWith("closed")],
    ["CONTAINS_TOKEN", { value: "closed*" }, (stage: string) => stage.startsWith("closed")],
    ["NOT_CONTAINS_TOKEN", { value: "closed*" }, (stage: string) => !stage.startsWith("closed")],
    ["HAS_PROPERTY", {}, () => true],
  ])("the operator %s chooses the right deals", async (operator, rest, expected) => {
    const all = await call("POST", "/crm/objects/2026-09/deals/search", {
      limit: 200,
      properties: ["dealstage"],
    });
    const wanted = all.body.results
      .filter(({ properties }) => expected(properties["dealstage"] ?? ""))
      .map(({ id }) => id);
    const filters = [{ propertyName: "dealstage", operator, ...rest }];
    const { body } = await call("POST", "/crm/objects/2026-09/deals/search", {
      limit: 200,
      filterGroups: [{ filters }],
    });
    expect(body.results.map(({ id }) => id)).toEqual(wanted);
    expect(wanted.length).toBeGreaterThan(0);
  });

  test("amounts and dates compare as what they are, and associations can be filtered by", async () => {
    const between = await deals({
      propertyName: "amount",
      operator: "BETWEEN",
      value: "9000",
      highValue: "100000",
    });
    expect(
      between.every(
        ({ properties }) => Number(properties["amount"]) >= 9000 && Number(properties["amount"]) <= 100_000,
      ),
    ).toBe(true);
    const recent = await deals({
      propertyName: "hs_lastmodifieddate",
      operator: "GTE",
      value: String(Date.now() - 7 * 86_400_000),
    });
    expect(recent.length).toBeGreaterThan(0);
    expect(recent.length).toBeLessThan(36);
    expect(
      await deals({ propertyName: "associations.company", operator: "EQ", value: "18250400100" }),
    ).toMatchObject([{ id: "31480220007" }]);
  });

  test.each([
    ["more than 200 rows", { limit: 201 }],
    ["rows beyond 10,000", { limit: 200, after: "9900" }],
    [
      "six groups",
      {
        filterGroups: Array.from({ length: 6 }, () => ({
          filters: [{ propertyName: "amount", operator: "HAS_PROPERTY" }],
        })),
      },
    ],
    [
      "seven filters in a group",
      {
        filterGroups: [
          {
            filters: Array.from({ length: 7 }, () => ({ propertyName: "amount", operator: "HAS_PROPERTY" })),
          },
        ],
      },
    ],
    [
      "nineteen filters",
      {
        filterGroups: [6, 6, 6, 1].map((length) => ({
          filters: Array.from({ length }, () => ({ propertyName: "amount", operator: "HAS_PROPERTY" })),
        })),
      },
    ],
    [
      "a filter on what does not exist",
      { filterGroups: [{ filters: [{ propertyName: "colour", operator: "EQ", value: "red" }] }] },
    ],
  ])("a search for %s is refused", async (_name, body) => {
    expect((await call("POST", "/crm/objects/2026-09/deals/search", body)).status).toBe(400);
  });

  test("a batch names the ids that it did not find", async () => {
    const { status, body } = await call("POST", "/crm/objects/2026-09/contacts/batch/read", {
      idProperty: "email",
      inputs: [{ id: "gwen.aldridge@marlow-outdoor.example" }, { id: "nobody@marlow-outdoor.example" }],
      properties: ["email"],
      propertiesWithHistory: [],
    });
    expect(status).toBe(207);
    expect(body).toMatchObject({
      results: [{ id: "50210300051" }],
      numErrors: 1,
      errors: [{ context: { ids: ["nobody@marlow-outdoor.example"] } }],
    });
  });

  test("associations page, carry labels, and can be made and removed", async () => {
    const deal = "31480220007";
    for (let index = 0; index < 12; index += 1) {
      await call("POST", "/crm/objects/2026-09/notes", {
        properties: { hs_timestamp: "2026-03-31T09:00:00Z", hs_note_body: `note ${index}` },
        associations: [
          { to: { id: deal }, types: [{ associationCategory: "HUBSPOT_DEFINED", associationTypeId: 214 }] },
        ],
      });
    }
    const read = async (to: string, after?: string) =>
      (
        await call("POST", `/crm/associations/2026-09/deals/${to}/batch/read`, {
          inputs: [{ id: deal, after }],
        })
      ).body.results[0];
    const first = await read("notes");
    expect(first?.to).toHaveLength(10);
    expect((await read("notes", first?.paging?.next.after))?.to.length).toBeGreaterThan(2);
    const path = `/crm/objects/2026-09/deals/${deal}/associations/contacts/50210300401`;
    const made = await call("PUT", path, [{ associationCategory: "USER_DEFINED", associationTypeId: 34 }]);
    expect(made).toMatchObject({ status: 201, body: { labels: ["Blocker"] } });
    expect((await read("contacts"))?.to).toContainEqual({
      toObjectId: "50210300401",
      associationTypes: [{ category: "USER_DEFINED", typeId: 34, label: "Blocker" }],
    });
    expect((await call("DELETE", path)).status).toBe(204);
    expect((await read("contacts"))?.to.map(({ toObjectId }) => toObjectId)).not.toContain("50210300401");
  });

  test("only manual and snapshot lists take members by hand", async () => {
    const body = { recordIdsToAdd: ["50210302051", "5"], recordIdsToRemove: [] };
    expect(await call("PUT", "/crm/lists/2026-09/213/memberships/add-and-remove", body)).toMatchObject({
      status: 200,
      body: { recordsIdsAdded: ["50210302051"], recordIdsMissing: ["5"] },
    });
    expect((await call("PUT", "/crm/lists/2026-09/212/memberships/add-and-remove", body)).status).toBe(400);
  });

  test("owners can be found by e-mail, and those who left are apart", async () => {
    expect(await owners("email=priya.venkataraman@tessalane.example")).toMatchObject([
      { id: "71020004", firstName: "Priya" },
    ]);
    expect(await owners("archived=true")).toMatchObject([{ firstName: "Owen", archived: true }]);
  });

  test("rate-limit headers are on every answer but those of searches", async () => {
    const name = "x-hubspot-ratelimit-remaining";
    expect((await call("GET", "/crm/owners/2026-09")).headers.get(name)).toMatch(/^\d+$/);
    expect((await call("POST", "/crm/objects/2026-09/deals/search", {})).headers.get(name)).toBeNull();
  });

  test("tokens are told apart by what they may do", async () => {
    const path = "/crm/objects/2026-09/deals/31480220007";
    const patch = { properties: { amount: "1" } };
    expect(await call("GET", path, undefined, clientWith("wrong"))).toMatchObject({
      status: 401,
      body: { category: "INVALID_AUTHENTICATION" },
    });
    const readonly = clientWith("pat-na1-sandbox-readonly");
    expect((await call("GET", path, undefined, readonly)).status).toBe(200);
    expect(await call("PATCH", path, patch, readonly)).toMatchObject({
      status: 403,
      body: { category: "MISSING_SCOPES" },
    });
    const noDeals = await call("GET", path, undefined, clientWith("pat-na1-sandbox-no-deals"));
    expect(JSON.stringify(noDeals.body)).toContain("crm.objects.deals.read");
  });

  test("winning a deal sets what HubSpot reckons itself", async () => {
    const path = "/crm/objects/2026-09/deals/31480220020";
    await call("PATCH", path, { properties: { dealstage: "closedwon" } });
    const { body } = await call("GET", `${path}?properties=hs_is_closed_won,hs_deal_stage_probability`);
    expect(body).toMatchObject({ properties: { hs_is_closed_won: "true", hs_deal_stage_probability: "1" } });
  });

  test("bodies of e-mails need a scope of their own", async () => {
    const request = { limit: 1, properties: ["hs_email_subject", "hs_email_text"] };
    const search = "/crm/objects/2026-09/emails/search";
    const open = await call("POST", search, request);
    const closed = await call("POST", search, request, clientWith("pat-na1-sandbox-no-deals"));
    expect(open.body.results[0]?.properties["hs_email_text"]).toMatch(/\w/);
    expect(closed.body.results[0]?.properties["hs_email_text"]).toBeNull();
  });

  test("notes hold what an attacker would write, and what cannot be seen", async () => {
    expect(await notes("ignore previous instructions")).toHaveLength(1);
    expect((await notes("stock report"))[0]?.properties["hs_note_body"]).toMatch(/[\u{E0000}-\u{E007F}]/u);
  });
});
