import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let pinecone: Harness;
beforeAll(async () => {
  pinecone = await startHarness(server);
});
afterAll(() => pinecone.close());

const update = (args: Record<string, unknown>) =>
  pinecone.call("pinecone_update_index", { index: "deal-lookalikes", ...args });

test("tags are added and removed, protection is switched, the rest stays", async () => {
  const tagged = await update({ tags: { stage: "live" } });
  expect(tagged.structured).toMatchObject({
    tags: { team: "revenue-operations", stage: "live" },
    deletion_protection: true,
  });
  const changed = await update({ tags: { team: "" }, deletion_protection: false });
  expect(changed.structured).toMatchObject({ tags: { stage: "live" }, deletion_protection: false });
  const read = await pinecone.call("pinecone_get_index", { index: "deal-lookalikes" });
  expect(read.structured).toMatchObject({
    tags: { stage: "live" },
    deletion_protection: false,
    dimension: 8,
  });
});

test("nothing to change is refused before anything is sent", async () => {
  pinecone.sent();
  expect((await update({})).text).toMatch(/Nothing to change/);
  expect(pinecone.sent()).toEqual([]);
});

test("a viewer's key is told which role it lacks", async () => {
  const viewer = await startHarness(server, { env: { PINECONE_API_KEY: "pcsk_sandbox_project-viewer" } });
  const answer = await viewer.call("pinecone_update_index", {
    index: "deal-lookalikes",
    deletion_protection: false,
  });
  expect(answer.error).toMatchObject({ kind: "auth", status: 403 });
  expect(answer.text).toContain("ControlPlaneEditor");
  await viewer.close();
});
