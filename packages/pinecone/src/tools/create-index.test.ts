import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let pinecone: Harness;
beforeAll(async () => {
  pinecone = await startHarness(server);
});
afterAll(() => pinecone.close());

const create = (args: Record<string, unknown>, options = {}) =>
  pinecone.call("pinecone_create_index", args, options);

test("an index with a model is made, waited for, and takes text at once", async () => {
  const steps: (string | undefined)[] = [];
  const answer = await create(
    { name: "notes", model: "multilingual-e5-large", text_field: "body", tags: { team: "sales" } },
    { onprogress: ({ message }: { message?: string }) => void steps.push(message) },
  );
  expect(answer.structured).toMatchObject({
    name: "notes",
    kind: "integrated",
    text_field: "body",
    ready: true,
    tags: { team: "sales" },
  });
  expect(steps).toEqual(["Index notes is Initializing", "Index notes is Ready"]);
  const written = await pinecone.call("pinecone_upsert_records", {
    index: "notes",
    records: [{ id: "1", body: "x" }],
  });
  expect(written.isError, written.text).toBe(false);
});

test("a dense index has a dimension and a metric, a sparse one has neither", async () => {
  const dense = await create({ name: "own", dimension: 4, metric: "euclidean", deletion_protection: true });
  expect(dense.structured).toMatchObject({
    kind: "dense",
    dimension: 4,
    metric: "euclidean",
    deletion_protection: true,
  });
  const sparse = await create({ name: "terms" });
  expect(sparse.structured).toMatchObject({ kind: "sparse", metric: "dotproduct" });
});

test("an index that takes too long is told as not ready, not as failed", async () => {
  const hasty = await startHarness(server, { flags: { timeout_seconds: "3.1" } });
  const answer = await hasty.call("pinecone_create_index", { name: "slow", dimension: 3 });
  expect(answer.isError, answer.text).toBe(false);
  expect(answer.structured.ready).toBe(false);
  expect(answer.text).toMatch(/not ready yet: look again with pinecone_get_index/);
  await hasty.close();
});

test.each([
  ["a name that is taken", { name: "company-docs", dimension: 3 }, /conflict \(409\).*already exists/],
  [
    "a region that does not exist",
    { name: "far", dimension: 3, region: "moon-1" },
    /region: moon-1 not found/,
  ],
  ["a metric without a dimension", { name: "odd", metric: "cosine" }, /a dense one needs its dimension/],
  ["an unknown model", { name: "odd", model: "none" }, /Model none not found/],
])("%s is refused", async (_, args, wording) => {
  const answer = await create(args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
});

test("a full project is told as such, not as a matter of the key", async () => {
  pinecone.sandbox.faults.add({
    kind: "status",
    status: 403,
    times: 1,
    body: {
      error: { code: "FORBIDDEN", message: "You've reached the max serverless indexes allowed." },
      status: 403,
    },
  });
  const answer = await create({ name: "one-more", dimension: 3 });
  expect(answer.error).toMatchObject({ kind: "input", status: 402 });
  expect(answer.text).toContain("max serverless indexes");
});

test("an index that will never be ready is told as failed", async () => {
  const { remove } = pinecone.sandbox.faults.add({
    kind: "status",
    status: 200,
    path: "/indexes/broken",
    body: {
      name: "broken",
      host: "broken.svc.pinecone.io",
      status: { ready: false, state: "InitializationFailed" },
      deployment: { deployment_type: "managed", cloud: "aws", region: "us-east-1" },
      schema: { fields: {} },
      deletion_protection: "disabled",
    },
  });
  const answer = await create({ name: "broken", dimension: 3 });
  remove();
  expect(answer.error?.kind).toBe("upstream");
  expect(answer.text).toMatch(/state is InitializationFailed.*pinecone_delete_index/);
});
