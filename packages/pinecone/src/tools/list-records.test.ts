import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let pinecone: Harness;
beforeAll(async () => {
  pinecone = await startHarness(server);
});
afterAll(() => pinecone.close());

const list = (args: Record<string, unknown>) =>
  pinecone.call("pinecone_list_records", { index: "call-transcripts", ...args });

test("pages through all that fits, without similarity and without a repeat", async () => {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({
      filter: { company: "Marlow Outdoor" },
      limit: 5,
      ...(cursor ? { cursor } : {}),
    });
    const records = page.structured.records as { id: string; fields: Record<string, unknown> }[];
    expect(records.every(({ fields }) => fields.company === "Marlow Outdoor")).toBe(true);
    ids.push(...records.map(({ id }) => id));
    cursor = page.structured.next_cursor as string | undefined;
  } while (cursor);
  expect(ids.length).toBeGreaterThan(5);
  expect(new Set(ids).size).toBe(ids.length);
});

test("a list in the metadata fits when one of its members does", async () => {
  const answer = await list({ filter: { participants: "Gwen Aldridge", start_second: { $lte: 1 } } });
  const records = answer.structured.records as { fields: { participants: string[] } }[];
  expect(records.length).toBeGreaterThan(0);
  expect(records.every(({ fields }) => fields.participants.includes("Gwen Aldridge"))).toBe(true);
});

test("an empty filter is refused with the tool that lists all", async () => {
  expect((await list({ filter: {} })).text).toMatch(/pinecone_list_record_ids/);
});
