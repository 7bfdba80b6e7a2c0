import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fewScopes, startSlack } from "../../test/slack.ts";

let slack: Harness;
beforeAll(async () => {
  slack = await startSlack();
});
afterAll(() => slack.close());

const get = (user: string) => slack.call("slack_get_user", { user });

test("shows a person with title, status and local time", async () => {
  const answer = await get("Declan Moriarty");
  expect(answer.structured).toMatchObject({
    name: "Declan Moriarty",
    email: "declan.moriarty@tessalane.example",
    title: "Customer Success Manager",
    status: ":handshake: With a customer",
    time_zone: "Europe/Dublin",
    local_time: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d$/) as string,
    account: "member",
    url: expect.stringMatching(/^https:\/\/tessalane\.slack\.com\/team\/U/) as string,
  });
});

test("takes an id, an e-mail, what an answer said, and me", async () => {
  for (const given of [
    "U07LDQ9PVU9",
    "@priya",
    "priya.venkataraman@tessalane.example",
    "Priya Venkataraman [U07LDQ9PVU9]",
  ]) {
    expect((await get(given)).structured.id).toBe("U07LDQ9PVU9");
  }
  expect((await get("me")).structured.name).toBe("Maren Oduya");
});

test("an unknown id or name is answered with what would fit", async () => {
  expect((await get("U00000000")).error).toMatchObject({ kind: "input", status: 404 });
  expect((await get("Declen Moriarty")).text).toMatch(/Did you mean "Declan Moriarty"\?/);
});

test("a scope that is missing is named", async () => {
  const weak = await startSlack({ env: fewScopes });
  expect((await weak.call("slack_get_user", { user: "U07LDQ9PVU9" })).text).toMatch(
    /lacks the scope users:read/,
  );
  await weak.close();
});
