import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let pinecone: Harness;
beforeAll(async () => {
  pinecone = await startHarness(server);
});
afterAll(() => pinecone.close());

const get = (args: Record<string, unknown>) =>
  pinecone.call("pinecone_get_records", { index: "company-docs", namespace: "projects", ...args });

type Shown = { id: string; fields: Record<string, unknown>; dimension: number; values: number[] };

test("returns fields, the length of the vector and its first numbers, and names what is missing", async () => {
  const answer = await get({ ids: ["marlow-plan#1", "marlow-plan#99", "__proto__"] });
  const [record] = answer.structured.records as Shown[];
  expect(record).toMatchObject({
    id: "marlow-plan#1",
    dimension: 1024,
    fields: { deal: "Marlow Outdoor - Flow rollout" },
  });
  expect(record?.values).toHaveLength(5);
  expect(answer.structured.missing).toEqual(["marlow-plan#99", "__proto__"]);
  expect(answer.text).toContain("Not found: marlow-plan#99, __proto__");
});

test("whole vectors come when asked for", async () => {
  const answer = await get({ ids: ["marlow-plan#1"], include_values: true });
  expect((answer.structured.records as Shown[])[0]?.values).toHaveLength(1024);
});

test("many long ids are asked for in several requests, whose URLs stay short", async () => {
  pinecone.sent();
  const ids = Array.from({ length: 20 }, (_, place) => `${"x".repeat(400)}${place}`);
  const answer = await get({ ids: [...ids, "marlow-plan#2"] });
  expect(answer.structured.records).toMatchObject([{ id: "marlow-plan#2" }]);
  expect(pinecone.sent().filter((line) => line.endsWith("/vectors/fetch"))).toHaveLength(3);
});
