import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let asana: Harness;
beforeAll(async () => {
  asana = await startHarness(server);
});
afterAll(() => asana.close());

test("lists teams with what they do", async () => {
  const answer = await asana.call("asana_list_teams", { limit: 2 });
  expect(answer.text).toMatchInlineSnapshot(`
    "id	name	description	url
    1206653945528928	Leadership	Leadership at Tessalane	https://app.asana.com/0/1206653945528928/overview
    1206620902961275	Engineering	Engineering at Tessalane	https://app.asana.com/0/1206620902961275/overview

    More rows: repeat with cursor: WyJleUpoZENJNk1pd2laWGh3SWpveE56azFNall5TkRBd01EQXdMQ0p2WmlJNklpOWhjR2t2TVM0d0wzZHZjbXR6Y0dGalpYTXZNVEl3TmpZeU1ERXpNVEV3TWpjeE5pOTBaV0Z0Y3o4aWZRIiwwXQ"
  `);
  const rest = await asana.call("asana_list_teams", { limit: 2, cursor: answer.structured.next_cursor });
  expect((rest.structured.teams as { name: string }[]).map(({ name }) => name)).toEqual([
    "Sales",
    "Customer Success",
  ]);
});
