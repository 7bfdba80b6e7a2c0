import { expect, test } from "vitest";
import { parseExact } from "./api.ts";

test("ids that are numbers keep all of their digits", () => {
  expect(parseExact('{"scorecardId":6843152929075440037,"score":4,"rate":0.25}')).toEqual({
    scorecardId: "6843152929075440037",
    score: 4,
    rate: 0.25,
  });
  expect(parseExact('{"ids":[ 6843152929075440037, 12]}')).toEqual({ ids: ["6843152929075440037", 12] });
});

test("what is null is absent", () => {
  expect(parseExact('{"a":null,"b":[null,{"c":null,"d":0}],"e":"null"}')).toEqual({
    b: [{ d: 0 }],
    e: "null",
  });
  expect(parseExact("null")).toBeNull();
});

test("text that looks like such a number stays as it is", () => {
  expect(parseExact('{"text":"call: 6843152929075440037","n":9007199254740991}')).toEqual({
    text: "call: 6843152929075440037",
    n: 9_007_199_254_740_991,
  });
});
