import { startHarness } from "@sophia-mcp/testing/harness";
import { expect, test } from "vitest";
import server from "../server.ts";

test("says whose token it is, and which workspace it opens", async () => {
  const notion = await startHarness(server);
  const me = await notion.call("notion_get_me");
  expect(me.structured).toMatchObject({ name: "Sophia", workspace: "Tessalane", owner: "the workspace" });
  const identity = await notion.engine.identify(AbortSignal.timeout(5000));
  expect(identity.account).toBe("Sophia in Tessalane, owned by the workspace");
  await notion.close();
});

test("a token that Notion does not know is refused by variable", async () => {
  const notion = await startHarness(server, { env: { NOTION_TOKEN: "ntn_wrong_but_long_enough" } });
  const answer = await notion.call("notion_get_me");
  expect(answer.error).toMatchObject({ kind: "auth", status: 401 });
  expect(answer.text).toContain("NOTION_TOKEN");
  await notion.close();
});
