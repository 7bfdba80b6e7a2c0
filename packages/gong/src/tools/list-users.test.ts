import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startGong } from "../../test/gong.ts";

let gong: Harness;
beforeAll(async () => {
  gong = await startGong();
});
afterAll(() => gong.close());

const list = (args: Record<string, unknown>) => gong.call("gong_list_users", args);

test("finds people by name, address or title, with their manager", async () => {
  expect((await list({ query: "account exec" })).text).toMatchInlineSnapshot(`
    "id	name	email	title	manager	active
    4521703381940000472	Priya Venkataraman	priya.venkataraman@tessalane.example	Account Executive	Maren Oduya [4521703381940000372]	true
    4521703381940000572	Lucas Ferreira	lucas.ferreira@tessalane.example	Account Executive	Maren Oduya [4521703381940000372]	true"
  `);
  expect((await list({ query: "PRIYA.V" })).structured.users).toMatchObject([{ name: "Priya Venkataraman" }]);
  expect((await list({ query: "hana@" })).structured.users).toMatchObject([{ name: "Hana Kobayashi" }]);
});

test("those who left are shown only when asked for", async () => {
  expect((await list({ query: "Owen" })).structured.users).toEqual([]);
  expect((await list({ query: "Owen", include_inactive: true })).structured.users).toMatchObject([
    { name: "Owen Blackwood", active: false },
  ]);
});

test("one user is read by id, also one who left", async () => {
  gong.sent();
  expect((await list({ query: "4521703381940001572" })).structured.users).toMatchObject([
    { name: "Owen Blackwood", manager: "4521703381940000372", active: false },
  ]);
  expect(gong.sent()).toEqual(["GET /v2/users/4521703381940001572"]);
  expect(await list({ query: "1234567890" })).toFailWith("input", /has no user 1234567890 \(404\)/);
});

test("all pages are read once, and handed out in pieces", async () => {
  const fresh = await startGong();
  const first = await fresh.call("gong_list_users", { limit: 10 });
  const second = await fresh.call("gong_list_users", { limit: 10, cursor: first.structured.next_cursor });
  expect((first.structured.users as unknown[]).length + (second.structured.users as unknown[]).length).toBe(
    14,
  );
  expect(fresh.sent()).toEqual(["GET /v2/users", "GET /v2/users"]);
  await fresh.close();
});
