import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let linear: Harness;
beforeAll(async () => {
  linear = await startHarness(server);
});
afterAll(() => linear.close());

const list = (args: Record<string, unknown> = {}) => linear.call("linear_list_teams", args);
type Team = { key: string; states?: string[]; labels?: string[]; members?: string[] };
const teams = async (args: Record<string, unknown>) => (await list(args)).structured.teams as Team[];

test("lists teams in use; retired ones come when asked for", async () => {
  expect((await teams({})).map(({ key }) => key)).toEqual(["ONB", "INS", "SEC", "EDG", "FLOW"]);
  expect(await teams({ include_retired: true })).toContainEqual(
    expect.objectContaining({ key: "LAB", retired_at: expect.any(String) as string }),
  );
});

test("states, labels and members come on request, still in one request", async () => {
  linear.sent();
  const [team] = await teams({ team: "edge", states: true, labels: true, members: true });
  expect(linear.sent()).toHaveLength(1);
  expect(team?.states?.map((state) => state.replace(/ \[.*\] /, " "))).toEqual([
    "Backlog backlog",
    "Todo unstarted",
    "In Progress started",
    "In Review started",
    "Done completed",
    "Canceled canceled",
    "Duplicate duplicate",
  ]);
  expect(team?.labels?.join()).toMatch(/firmware \[/);
  expect(team?.members?.join()).toContain("<rafael.ortega@tessalane.example>");
});

test("a team that does not exist is named with those that do", async () => {
  expect((await list({ team: "OPS" })).text).toMatch(/No team is called "OPS".*Accepted: .*Edge \[EDG\]/);
});
