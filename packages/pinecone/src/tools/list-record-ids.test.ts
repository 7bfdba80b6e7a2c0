import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let pinecone: Harness;
beforeAll(async () => {
  pinecone = await startHarness(server);
});
afterAll(() => pinecone.close());

const list = (args: Record<string, unknown>) =>
  pinecone.call("pinecone_list_record_ids", { index: "company-docs", namespace: "projects", ...args });

test("lists ids by prefix, in order and page by page", async () => {
  const first = await list({ prefix: "marlow-", limit: 3 });
  expect(first.text).toMatchInlineSnapshot(`
    "marlow-plan#1
    marlow-plan#2
    marlow-plan#3

    More rows: repeat with cursor: WyJleUp6YTJsd1gzQmhjM1FpT2lKdFlYSnNiM2N0Y0d4aGJpTXpJbjA9IiwwXQ"
  `);
  const second = await list({ prefix: "marlow-", limit: 3, cursor: first.structured.next_cursor });
  expect(second.structured.ids).toEqual(["marlow-plan#4", "marlow-security#1"]);
  expect(second.structured.next_cursor).toBeUndefined();
});

test("an empty namespace is told in words", async () => {
  expect((await list({ namespace: "nothing-here" })).text).toBe("(no records)");
});
