import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let pinecone: Harness;
beforeAll(async () => {
  pinecone = await startHarness(server);
});
afterAll(() => pinecone.close());

const upsert = (args: Record<string, unknown>) =>
  pinecone.call("pinecone_upsert_records", { index: "support-tickets", namespace: "tests", ...args });

test("text is found after it was written, and replaced by the same id", async () => {
  const written = await upsert({
    records: [{ id: "a", text: "Forklift battery dies in the cold", solved: false }],
  });
  expect(written.structured).toEqual({ upserted: 1, requests: 1, namespace: "tests" });
  await upsert({ records: [{ _id: "a", text: "Forklift battery was replaced", solved: true }] });
  const found = await pinecone.call("pinecone_search_records", {
    index: "support-tickets",
    namespace: "tests",
    query: "forklift battery",
  });
  expect(found.structured.records).toMatchObject([
    { id: "a", fields: { text: "Forklift battery was replaced", solved: true } },
  ]);
});

test("many records are sent 96 at a time, and the client is told how far it is", async () => {
  pinecone.sent();
  const steps: (number | undefined)[] = [];
  const records = Array.from({ length: 200 }, (_, place) => ({ id: `r${place}`, text: `Record ${place}` }));
  const answer = await pinecone.call(
    "pinecone_upsert_records",
    { index: "support-tickets", namespace: "many", records },
    { onprogress: ({ progress }) => void steps.push(progress) },
  );
  expect(answer.structured).toEqual({ upserted: 200, requests: 3, namespace: "many" });
  expect(pinecone.sent().filter((line) => line.startsWith("POST"))).toHaveLength(3);
  expect(steps).toEqual([96, 192, 200]);
});

test("when a later request fails, the error tells how many were written", async () => {
  const { remove } = pinecone.sandbox.faults.add({
    kind: "status",
    status: 400,
    body: { code: 3, message: "Too fast" },
    path: "/host/**",
    after: 1,
  });
  const records = Array.from({ length: 100 }, (_, place) => ({ id: `s${place}`, text: "x" }));
  const answer = await upsert({ records });
  remove();
  expect(answer.error).toMatchObject({ kind: "input", status: 400 });
  expect(answer.text).toMatch(/The first 96 of 100 records were written.*Too fast/);
});

test("a cut connection is met by a repeat, which does no harm", async () => {
  pinecone.sandbox.faults.add({ kind: "cut", afterEffect: true, path: "/host/**", times: 1 });
  expect((await upsert({ records: [{ id: "again", text: "Twice sent" }] })).isError).toBe(false);
});

test.each([
  [
    "no text",
    [
      { id: "a", text: "x" },
      { id: "b", body: "x" },
    ],
    /records\[1\] \("b"\) needs its text in the field "text"/,
  ],
  ["no id", [{ text: "x" }], /records\[0\] needs an "id"/],
  [
    "a nested value",
    [{ id: "a", text: "x", tags: { a: 1 } }],
    /records\[0\] \("a"\) "tags": takes text, number, boolean or a list/,
  ],
])("%s is refused before anything is sent", async (_, records, wording) => {
  pinecone.sent();
  const answer = await upsert({ records });
  expect(answer.text).toMatch(wording);
  expect(pinecone.sent().some((line) => line.startsWith("POST"))).toBe(false);
});

test("a viewer's key is told which role it lacks", async () => {
  const viewer = await startHarness(server, { env: { PINECONE_API_KEY: "pcsk_sandbox_project-viewer" } });
  const answer = await viewer.call("pinecone_upsert_records", {
    index: "support-tickets",
    records: [{ id: "a", text: "x" }],
  });
  expect(answer.error).toMatchObject({ kind: "auth", status: 403 });
  expect(answer.text).toContain("DataPlaneEditor");
  await viewer.close();
});
