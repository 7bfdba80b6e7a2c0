import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let linear: Harness;
beforeAll(async () => {
  linear = await startHarness(server);
});
afterAll(() => linear.close());

const get = (args: Record<string, unknown>) => linear.call("linear_get_document", args);

test("reads Markdown by title in one request", async () => {
  const answer = await get({ document: "scim provisioning design" });
  expect(answer.text).toContain("## Removing a user\n\n1. Set `active` to false.");
  expect(answer.structured).toMatchObject({
    project: expect.stringContaining("Sign-on and provisioning [") as string,
    total_chars: 372,
  });
  expect(linear.sent()).toHaveLength(1);
});

test("takes its link or id, and reads on by offset", async () => {
  const { url, id } = (await get({ document: "SCIM provisioning design" })).structured;
  const first = await get({ document: url, length: 200 });
  expect(first.structured).toMatchObject({ total_chars: 372, next_offset: 200 });
  expect(first.text).toContain("More text (372 characters in all): repeat with offset: 200");
  const rest = await get({ document: id, offset: 200 });
  expect(rest.structured.content).toMatch(/settings page\.\n$/);
  expect(rest.structured).not.toHaveProperty("next_offset");
});

test("a document that is not there is named, and one of several of that title asked back", async () => {
  expect((await get({ document: "Nowhere" })).text).toMatch(/No document is called "Nowhere"/);
  await linear.call("linear_create_document", { title: "SCIM provisioning design", team: "EDG" });
  expect((await get({ document: "SCIM provisioning design" })).text).toMatch(
    /fits several: pass one of SCIM provisioning design \[/,
  );
});
