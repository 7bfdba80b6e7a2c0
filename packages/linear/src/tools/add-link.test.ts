import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let linear: Harness;
beforeAll(async () => {
  linear = await startHarness(server);
});
afterAll(() => linear.close());

const add = (args: Record<string, unknown>) => linear.call("linear_add_link", { issue: "EDG-30", ...args });
const links = async () => (await linear.call("linear_get_issue", { issue: "EDG-30" })).structured.links;

test("attaches an address in one request; the same address stays one", async () => {
  const url = "https://status.tessalane.example/incidents/11";
  linear.sent();
  expect((await add({ url, title: "Incident 11" })).structured).toMatchObject({
    issue: "EDG-30",
    link: url,
    title: "Incident 11",
  });
  expect(linear.sent()).toHaveLength(1);
  await add({ url });
  expect(await links()).toEqual([`Incident 11 | ${url}`]);
});

test("a broken connection does not double the link", async () => {
  linear.sandbox.faults.add({ vendor: "linear", kind: "cut", afterEffect: true, times: 1 });
  expect((await add({ url: "https://status.tessalane.example/incidents/12" })).isError).toBe(false);
  expect(await links()).toHaveLength(2);
});

test.each([
  ["an address that is none", { url: "incident 11" }, /"url"/],
  ["one that is no web page", { url: "file:///etc/passwd" }, /"url"/],
])("%s is refused before anything is sent", async (_, args, wording) => {
  linear.sent();
  expect((await add(args)).text).toMatch(wording);
  expect(linear.sent()).toEqual([]);
});
