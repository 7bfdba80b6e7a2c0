import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let github: Harness;
beforeAll(async () => {
  github = await startHarness(server);
});
afterAll(() => github.close());

const read = (args: Record<string, unknown>) =>
  github.call("github_get_file", { repository: "tessalane/flow-router", path: "src/route.ts", ...args });

test("returns a file whole, with its link", async () => {
  const answer = await read({});
  expect(answer.structured).toMatchObject({
    path: "src/route.ts",
    lines: "1-12 of 12",
    url: "https://github.com/tessalane/flow-router/blob/main/src/route.ts",
  });
  expect(answer.text).toContain("export async function routeOrder");
});

test("returns a range of lines, and the way to the rest", async () => {
  const answer = await read({ start_line: 4, end_line: 5 });
  expect(answer.structured).toMatchObject({
    lines: "4-5 of 12",
    content: "export type Order = { id: string; sku: string; quantity: number; country: string };\n",
  });
});

test("reads another branch", async () => {
  expect((await read({ ref: "mei/flow-33" })).text).toContain("heldPieces");
});

test("a long file comes in parts; a file over 1 MB comes raw", async () => {
  const content = Array.from(
    { length: 30_000 },
    (_, line) => `line ${line + 1} of a long file, wide enough`,
  ).join("\n");
  await github.call("github_update_files", {
    repository: "tessalane/flow-router",
    branch: "jonas/flow-40",
    message: "Long",
    files: [
      { path: "long.txt", content: content.slice(0, 999_000) },
      { path: "more.txt", content: "x\n".repeat(20_000) },
    ],
  });
  const part = await read({ path: "long.txt", ref: "jonas/flow-40" });
  const next = Number(/start_line: (\d+)/.exec(part.text)?.[1]);
  expect(next).toBeGreaterThan(500);
  const rest = await read({ path: "long.txt", ref: "jonas/flow-40", start_line: next });
  expect(rest.structured.content).toMatch(new RegExp(`^line ${next} of`));
});

test.each([
  ["a directory", { path: "src" }, /github_list_files/],
  ["a start behind the end", { start_line: 99 }, /has 12 lines/],
  ["an end before the start", { start_line: 5, end_line: 2 }, /lies before/],
  ["a file that is not there", { path: "src/none.ts" }, /no file src\/none\.ts in tessalane\/flow-router/],
  ["a branch that is not there", { ref: "nowhere" }, /at nowhere/],
])("%s is refused", async (_, args, wording) => {
  const answer = await read(args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
});

test("a binary file is described", async () => {
  await github.call("github_update_files", {
    repository: "tessalane/flow-router",
    branch: "jonas/flow-40",
    message: "Binary",
    files: [{ path: "logo.bin", content: "\u0000\u0001" }],
  });
  const answer = await read({ path: "logo.bin", ref: "jonas/flow-40" });
  expect(answer.structured).toMatchObject({ kind: "binary file", size: 2 });
  expect(answer.structured).not.toHaveProperty("content");
});
