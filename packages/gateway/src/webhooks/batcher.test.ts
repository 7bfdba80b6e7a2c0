import { expect, test } from "vitest";
import { createBatcher } from "./batcher.ts";

test("what comes in one turn, or while a group is written, shares one write; each gets its own result", async () => {
  const groups: number[][] = [];
  let open: (() => void) | undefined;
  const { add } = createBatcher(async (group: readonly number[]) => {
    groups.push([...group]);
    await new Promise<void>((resolve) => (open = resolve));
    return group.map((n) => n * 2);
  });
  const first = [1, 2, 3].map(add);
  await expect.poll(() => groups).toEqual([[1, 2, 3]]);
  const second = [4, 5].map(add);
  open?.();
  expect(await Promise.all(first)).toEqual([2, 4, 6]);
  await expect
    .poll(() => groups)
    .toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
  open?.();
  expect(await Promise.all(second)).toEqual([8, 10]);
});

test("a write that fails fails its whole group, and the next one is written", async () => {
  let full = true;
  const { add, idle } = createBatcher((group: readonly number[]) => {
    if (full) throw new Error("full");
    return group;
  }, 2);
  const results = await Promise.allSettled([1, 2].map(add));
  expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  full = false;
  expect(await Promise.all([3, 4, 5, 6, 7].map(add))).toEqual([3, 4, 5, 6, 7]);
  await idle();
});

test("an item for which no result came is not taken for written", async () => {
  const { add } = createBatcher((group: readonly number[]) => group.slice(1));
  await expect(add(1)).rejects.toThrow("fewer items");
});
