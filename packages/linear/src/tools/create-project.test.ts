import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let linear: Harness;
beforeAll(async () => {
  linear = await startHarness(server);
});
afterAll(() => linear.close());

const create = (args: Record<string, unknown>) =>
  linear.call("linear_create_project", { name: "Cold batteries", teams: ["EDG"], ...args });

test("names become ids in two requests, and the project can be read back", async () => {
  const answer = await create({
    teams: ["EDG", "Security"],
    summary: "Batteries that last nine hours",
    content: "# Why\n\nPolaris sees nine hours.",
    lead: "rafael",
    members: ["amara", "nadia"],
    status: "planned",
    priority: "high",
    start_date: "2026-12-01",
    target_date: "2027-02-01",
  });
  expect(answer.isError, answer.text).toBe(false);
  expect(linear.sent()).toHaveLength(2);
  const read = await linear.call("linear_get_project", { project: answer.structured.id });
  expect(read.structured).toMatchObject({
    status: expect.stringContaining("Planned [") as string,
    teams: "Security [SEC], Edge [EDG]",
    lead: expect.stringContaining("Rafael Ortega [") as string,
    members: [expect.stringContaining("Nadia") as string, expect.stringContaining("Amara") as string],
    target_date: "2027-02-01",
    content: "# Why\n\nPolaris sees nine hours.",
  });
});

test("me among others is the person of the credential", async () => {
  const answer = await create({
    name: "Two people",
    lead: "me",
    members: ["Nadia Haddad <nadia.haddad@tessalane.example>", "mei"],
  });
  const read = await linear.call("linear_get_project", { project: answer.structured.id });
  expect(read.structured.lead).toMatch(/^Amara Nwosu/);
  expect((read.structured.members as string[]).join()).toMatch(/Nadia Haddad.*Mei Tanaka/);
});

test("a repeat with the same id answers the project that is there", async () => {
  const id = "7d5f0c0e-5c0a-4f5f-8b44-6a7c1d2e3f42";
  await create({ name: "Second hall", id });
  expect((await create({ name: "Second hall", id })).structured.id).toBe(id);
});

test("a team that does not exist is refused before anything is created", async () => {
  expect((await create({ teams: ["Nowhere"] })).text).toMatch(/No team is called "Nowhere"/);
  expect(linear.sandbox.requests.at(-1)?.body).not.toMatchObject({
    query: expect.stringContaining("mutation") as string,
  });
});
