import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let asana: Harness;
beforeAll(async () => {
  asana = await startHarness(server);
});
afterAll(() => asana.close());

const create = (args: Record<string, unknown>) => asana.call("asana_create_project", args);

test("creates a project with its sections in order, and it can be read back", async () => {
  const created = await create({
    name: "Harbour pilot",
    team: "Product",
    notes: "Cranes, *then* lorries.",
    owner: "amara",
    start_date: "2026-12-01",
    due_date: "2027-02-01",
    privacy: "private",
    view: "board",
    sections: ["Now", "Later"],
  });
  expect(created.isError, created.text).toBe(false);
  const read = await asana.call("asana_get_project", { project: created.structured.id });
  expect(read.structured).toMatchObject({
    name: "Harbour pilot",
    owner: "Amara Nwosu [120641880001001]",
    start_date: "2026-12-01",
    due_date: "2027-02-01",
    notes: "Cranes, *then* lorries.",
    sections: [{ name: "Untitled section" }, { name: "Now" }, { name: "Later" }],
  });
});

test("an organization wants a team, in Asana's words", async () => {
  const answer = await create({ name: "x" });
  expect(answer.error).toMatchObject({ kind: "input", status: 400 });
  expect(answer.text).toContain("You must specify a team in an organization");
});

test("a project whose section failed is not created again", async () => {
  const { remove } = asana.sandbox.faults.add({
    vendor: "asana",
    kind: "status",
    status: 403,
    path: "**/sections",
  });
  const answer = await create({ name: "x", team: "Product", sections: ["Now"] });
  remove();
  expect(answer.text).toMatch(/The project was created \(\d+\) but not its section "Now"/);
});
