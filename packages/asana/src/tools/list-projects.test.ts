import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let asana: Harness;
beforeAll(async () => {
  asana = await startHarness(server);
});
afterAll(() => asana.close());

const list = (args: Record<string, unknown>) => asana.call("asana_list_projects", args);

test("active projects come with owner, team and status; archived ones only when asked for", async () => {
  const active = await list({ limit: 2 });
  expect(active.text).toMatchInlineSnapshot(`
    "id	name	owner	team	status	start_date	due_date	url
    1206481465153735	Flow 4.0 launch	Sofia Lindqvist [120641880000901]	Product [1206617323258817]	on track: Week of 2026-11-16	2026-09-01	2026-12-20	https://app.asana.com/0/1206481465153735/list
    1206445648880322	Edge reliability	Tobias Renner [120641880000201]	Engineering [1206620902961275]	at risk: Week of 2026-11-16	2026-09-21	2026-12-11	https://app.asana.com/0/1206445648880322/list

    More rows: repeat with cursor: WyJleUpoZENJNk1pd2laWGh3SWpveE56azFNall5TkRBd01EQXdMQ0p2WmlJNklpOWhjR2t2TVM0d0wzQnliMnBsWTNSelAzZHZjbXR6Y0dGalpUMHhNakEyTmpJd01UTXhNVEF5TnpFMkptRnlZMmhwZG1Wa1BXWmhiSE5sSW4wIiwwXQ"
  `);
  const archived = await list({ archived: true });
  expect(archived.structured.projects).toMatchObject([{ name: "Flow 3.2 launch", archived: true }]);
});

test("a team's projects, by its name", async () => {
  const { structured } = await list({ team: "engineering" });
  expect(
    (structured.projects as { team: string }[]).every(({ team }) => team.startsWith("Engineering [")),
  ).toBe(true);
});

test("an unknown team is refused", async () => {
  expect((await list({ team: "Piracy" })).text).toContain('No team is called "Piracy"');
});
