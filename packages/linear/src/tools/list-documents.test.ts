import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let linear: Harness;
beforeAll(async () => {
  linear = await startHarness(server);
});
afterAll(() => linear.close());

const list = (args: Record<string, unknown> = {}) => linear.call("linear_list_documents", args);
const titles = async (args: Record<string, unknown>) =>
  ((await list(args)).structured.documents as { title: string }[]).map(({ title }) => title);

test("text alone searches bodies; with a filter it looks at titles", async () => {
  expect(await titles({ query: "expired hold" })).toEqual([]);
  expect(await titles({ query: "reservation wholesale" })).toEqual(["Flow 4.0: store-level reservations"]);
  expect(await titles({ query: "reservation", project: "Flow 4.0 launch" })).toEqual([
    "Load test of the reservation service",
    "Flow 4.0: store-level reservations",
  ]);
});

test.each([
  [
    "its project",
    { project: "Insight connector" },
    ["Data residency of Insight", "Insight connector: set-up guide"],
  ],
  ["its author", { creator: "amara" }, ["Load test of the reservation service", "SCIM provisioning design"]],
  [
    "its last change",
    { updated_since: "1d", creator: "tobias" },
    ["Flow 4.0 go-live checklist", "Bluefin Grocers: incident review of late night batches"],
  ],
])("by %s, in one request", async (_, args, expected) => {
  linear.sent();
  expect(await titles(args)).toEqual(expected);
  expect(linear.sent()).toHaveLength(1);
});

test("a project that does not exist is named", async () => {
  expect((await list({ project: "Insight conector" })).text).toMatch(/Did you mean "Insight connector"\?/);
});

test("documents of an initiative are among them", async () => {
  await linear.call("linear_create_document", { title: "Peak plan", initiative: "Peak season" });
  expect(await titles({ initiative: "peak season" })).toEqual(["Peak plan"]);
});
