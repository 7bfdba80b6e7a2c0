import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let asana: Harness;
beforeAll(async () => {
  asana = await startHarness(server);
});
afterAll(() => asana.close());

test("lists people with e-mail, without those who left", async () => {
  const answer = await asana.call("asana_list_users", { limit: 3 });
  expect(answer.text).toMatchInlineSnapshot(`
    "id	name	email
    120641880000101	Ines Calloway	ines.calloway@tessalane.example
    120641880000201	Tobias Renner	tobias.renner@tessalane.example
    120641880000301	Maren Oduya	maren.oduya@tessalane.example

    More rows: repeat with cursor: WyJleUpoZENJNk15d2laWGh3SWpveE56azFNall5TkRBd01EQXdMQ0p2WmlJNklpOWhjR2t2TVM0d0wzVnpaWEp6UDNkdmNtdHpjR0ZqWlQweE1qQTJOakl3TVRNeE1UQXlOekUySW4wIiwwXQ"
  `);
  const all = await asana.call("asana_list_users");
  expect(all.text).not.toContain("Owen");
});

test("a team's people, by the team's name", async () => {
  const { structured } = await asana.call("asana_list_users", { team: "Customer Success" });
  expect((structured.users as { name: string }[]).map(({ name }) => name)).toEqual([
    "Declan Moriarty",
    "Yusuf Demir",
  ]);
});
