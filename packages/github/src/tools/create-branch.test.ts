import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterEach, beforeEach, expect, test } from "vitest";
import server from "../server.ts";

let github: Harness;
beforeEach(async () => {
  github = await startHarness(server);
});
afterEach(() => github.close());

const create = (args: Record<string, unknown>) =>
  github.call("github_create_branch", { repository: "tessalane/flow-router", ...args });

test("creates a branch from the default branch, another branch or a tag", async () => {
  const main = await create({ branch: "a/one" });
  expect(main.structured).toMatchObject({
    created: true,
    url: "https://github.com/tessalane/flow-router/tree/a/one",
  });
  const other = await create({ branch: "a/two", from: "mei/flow-33" });
  expect(other.structured.sha).not.toBe(main.structured.sha);
  const tagged = await create({ branch: "a/three", from: "v4.0.0-rc.2" });
  expect(tagged.structured.sha).toBe(main.structured.sha);
});

test("a branch that is there at the same commit is returned, at another commit refused", async () => {
  await create({ branch: "a/one" });
  expect((await create({ branch: "a/one" })).structured).toMatchObject({ created: false });
  const moved = await create({ branch: "jonas/flow-44" });
  expect(moved.error?.kind).toBe("input");
  expect(moved.text).toMatch(/already has a branch jonas\/flow-44, at [0-9a-f]{40}/);
});

test("after a cut connection the branch is found, not made twice", async () => {
  github.sandbox.faults.add({
    method: "POST",
    path: "**/git/refs",
    kind: "cut",
    afterEffect: true,
    times: 1,
  });
  expect((await create({ branch: "a/one" })).structured).toMatchObject({ created: false, branch: "a/one" });
});

test.each([
  [{ branch: "a b" }, /no branch, tag or commit/],
  [{ branch: "a", from: "nowhere" }, /No commit found for SHA: nowhere/],
])("%o is refused", async (args, wording) => {
  const answer = await create(args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
});
