import { expect, test } from "vitest";
import { elements, members } from "./json-spans.ts";

test("finds values as they were written, whatever they hold", () => {
  const text = ' { "a" : 1.0 , "b\\"c":[ {"x":"}]"} , 12345678901234567890,"\\\\" ] ,"d":{} , "e": null}';
  const found = members(text, 0);
  const raw = (key: string): string => text.slice(found.get(key)?.from, found.get(key)?.to);
  expect([...found.keys()]).toEqual(["a", 'b"c', "d", "e"]);
  expect(raw("a")).toBe("1.0");
  expect(raw("d")).toBe("{}");
  expect(raw("e")).toBe("null");
  const list = found.get('b"c')?.from ?? 0;
  expect(elements(text, list).map(({ from, to }) => text.slice(from, to))).toEqual([
    '{"x":"}]"}',
    "12345678901234567890",
    '"\\\\"',
  ]);
});

test("empty objects and arrays have nothing in them", () => {
  expect(members("{}", 0).size).toBe(0);
  expect(elements("[ ]", 0)).toEqual([]);
});
