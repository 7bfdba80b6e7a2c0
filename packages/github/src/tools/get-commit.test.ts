import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let github: Harness;
beforeAll(async () => {
  github = await startHarness(server);
});
afterAll(() => github.close());

const get = (args: Record<string, unknown>) =>
  github.call("github_get_commit", { repository: "tessalane/flow-router", ...args });

test("returns message, numbers and patches", async () => {
  const answer = await get({ ref: "main" });
  expect(answer.structured).toMatchObject({
    message: "Look up stock in batches: p99 81 to 63 ms (FLOW-34)",
    author: "anwosu-tessalane",
    additions: 7,
    deletions: 0,
    files: [{ path: "src/reservations.ts", change: "modified +7 -0" }],
  });
  expect(answer.text).toContain("+export function releasePiece");
});

test("cuts a long patch, and returns it whole by path", async () => {
  await github.call("github_update_files", {
    repository: "tessalane/flow-router",
    branch: "jonas/flow-40",
    message: "Many lines",
    files: [{ path: "many.txt", content: "one more line of text\n".repeat(300) }],
  });
  const cut = await get({ ref: "jonas/flow-40" });
  expect(cut.text).toMatch(/more lines; repeat with path/);
  const whole = await get({ ref: "jonas/flow-40", path: "many.txt" });
  expect(whole.text.match(/\+one more line/g)).toHaveLength(300);
});

test("pages through files, and says when a path is not among them", async () => {
  const first = (await github.call("github_list_commits", { repository: "tessalane/flow-router", limit: 7 }))
    .structured.commits as { sha: string }[];
  const page = await get({ ref: first.at(-1)?.sha, limit: 2 });
  expect(page.structured.files).toHaveLength(2);
  expect(page.structured.next_cursor).toBeTypeOf("string");
  const none = await get({ ref: "main", path: "README.md" });
  expect(none.text).toContain("does not change README.md");
});

test("a commit that is not there is GitHub's own message", async () => {
  const answer = await get({ ref: "0123456789abcdef" });
  expect(answer.error).toMatchObject({ kind: "input", status: 422 });
  expect(answer.text).toContain("No commit found for SHA");
});
