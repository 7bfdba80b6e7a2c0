import { expect, test } from "vitest";
import { blockId, blockIdIn, idIn } from "./ids.ts";

const id = "4a4a95a5-5f16-4c66-a988-6839d6c0cfbe";
const bare = id.replaceAll("-", "");

test.each([
  [id, id],
  [bare.toUpperCase(), id],
  [`https://www.notion.so/team/All-blocks-${bare}?v=${"0".repeat(32)}`, id],
  [`https://app.notion.com/p/${bare}`, id],
  [`https://www.notion.so/x-${"1".repeat(32)}?p=${bare}&pm=s`, id],
  [`collection://${id}`, id],
  [`All blocks [${id}]`, id],
  ["All blocks", undefined],
  [`${bare}0`, undefined],
  ["https://", undefined],
  ["https://www.notion.so/", undefined],
])("%s is read as an id", (given, found) => {
  expect(idIn(given)).toBe(found);
});

test("a link to a block names the block, not its page", () => {
  expect(blockIdIn(`https://www.notion.so/Page-${"1".repeat(32)}#${bare}`)).toBe(id);
  expect(() => blockId("somewhere")).toThrow(/no block id or link/);
});
