import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../sandbox.ts";
import { findSpecs } from "./find.ts";

const specs = findSpecs();
if (specs === undefined) {
  console.warn(
    "NOT CHECKED against HubSpot's description: set SOPHIA_VENDOR_SPECS to the folder of vendors' descriptions",
  );
}

describe.skipIf(specs === undefined)("HubSpot's description", () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox({ vendors: ["hubspot"], specs: specs ?? "" });
  });
  afterAll(() => sandbox.close());

  async function call(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; text: string }> {
    const { HUBSPOT_BASE_URL: url, HUBSPOT_ACCESS_TOKEN: token } = sandbox.env;
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, text: await response.text() };
  }

  test.each([
    ["GET", "/account-info/2026-09/details"],
    ["POST", "/crm/objects/2026-09/deals/search", { query: "marlow", sorts: ["-amount"], limit: 5 }],
    [
      "GET",
      "/crm/objects/2026-09/deals/31480220007?properties=dealname&properties=amount&associations=contacts",
    ],
    ["GET", "/crm/objects/2026-09/tickets?limit=3"],
    [
      "POST",
      "/crm/objects/2026-09/contacts/batch/read",
      { inputs: [{ id: "50210300051" }, { id: "1" }], properties: ["email"], propertiesWithHistory: [] },
    ],
    ["POST", "/crm/objects/2026-09/companies", { properties: { name: "Quillon" } }],
    ["PATCH", "/crm/objects/2026-09/deals/31480220007", { properties: { amount: "1000" } }],
    ["DELETE", "/crm/objects/2026-09/deals/31480220150"],
    [
      "POST",
      "/crm/associations/2026-09/deals/contacts/batch/read",
      { inputs: [{ id: "31480220007" }, { id: "1" }] },
    ],
    ["GET", "/crm/associations/2026-09/deals/contacts/labels"],
    ["PUT", "/crm/objects/2026-09/deals/31480220007/associations/default/contacts/50210300401"],
    [
      "PUT",
      "/crm/objects/2026-09/deals/31480220007/associations/contacts/50210300401",
      [{ associationCategory: "USER_DEFINED", associationTypeId: 34 }],
    ],
    ["DELETE", "/crm/objects/2026-09/deals/31480220007/associations/contacts/50210300401"],
    ["GET", "/crm/properties/2026-09/deals"],
    ["GET", "/crm/properties/2026-09/deals/dealstage"],
    ["GET", "/crm/pipelines/2026-09/deals"],
    ["GET", "/crm/owners/2026-09?limit=3&archived=false"],
    ["GET", "/crm-object-schemas/2026-09/schemas"],
    ["POST", "/crm/lists/2026-09/search", { query: "peak", count: 5 }],
    ["GET", "/crm/lists/2026-09/211/memberships?limit=3"],
    [
      "PUT",
      "/crm/lists/2026-09/211/memberships/add-and-remove",
      { recordIdsToAdd: ["50210300801"], recordIdsToRemove: [] },
    ],
  ])("%s %s is described, and so is the answer", async (method, path, body?: unknown) => {
    sandbox.violations.length = 0;
    const { status, text } = await call(method, path, body);
    expect(sandbox.violations).toEqual([]);
    expect(status, text).toBeLessThan(300);
  });

  test.each([
    [
      "a key that is not described",
      "POST",
      "/crm/objects/2026-09/deals/search",
      { filterGroup: [] },
      /"filterGroup" is not described/,
    ],
    [
      "an operator that does not exist",
      "POST",
      "/crm/objects/2026-09/deals/search",
      { filterGroups: [{ filters: [{ propertyName: "amount", operator: "LIKE" }] }] },
      /operator: must be equal to one of/,
    ],
    ["a wrong type", "POST", "/crm/objects/2026-09/deals/search", { limit: "ten" }, /limit: must be integer/],
    [
      "a missing key",
      "POST",
      "/crm/objects/2026-09/deals",
      { property: {} },
      /required property 'properties'/,
    ],
    [
      "a parameter that is not described",
      "GET",
      "/crm/owners/2026-09?page=2",
      undefined,
      /"page" is not described/,
    ],
    [
      "a parameter of the wrong type",
      "GET",
      "/crm/owners/2026-09?limit=many",
      undefined,
      /query.limit: must be integer/,
    ],
  ])("%s is refused in HubSpot's words", async (_name, method, path, body, rule) => {
    sandbox.violations.length = 0;
    const { status, text } = await call(method, path, body);
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({
      status: "error",
      category: "VALIDATION_ERROR",
      message: expect.stringMatching(rule),
    });
    expect(sandbox.violations).toMatchObject([{ vendor: "hubspot", side: "request" }]);
  });

  test("the coverage says what was held against which description", () => {
    expect(sandbox.coverage()["hubspot"]).toMatchObject({ description: "derived", operationsKnown: 99 });
    expect(sandbox.coverage()["hubspot"]?.operationsCovered.length).toBeGreaterThan(18);
  });
});
