import { expect, test } from "vitest";
import { compileExpression, truth } from "./expression.ts";
import { compileTemplate } from "./template.ts";
import type { Scope } from "./types.ts";

const scope: Scope = {
  event: {
    amount: 3,
    name: "Ada",
    none: null,
    list: [{ t: "a" }, { t: "b" }],
    bomb: `${"a".repeat(50)}!`,
    inner: "${{ event.name }}",
    ["__proto__" as string]: { polluted: true },
  },
  trigger: { kind: "gong.call", call_id: "7782342274025937895" },
  inputs: { days: 7 },
  run: { id: "r", automation: "a", started_at: "2026-11-20T10:00:00.000Z" },
  steps: { left_out: null },
};
const value = (source: string): unknown => compileExpression(source).evaluate(scope);

test.each([
  ["event.amount + 1", 4],
  ["2 * event.amount - 0.5", 5.5],
  ["event.amount > 2 && event.name == 'Ada'", true],
  ["trigger.call_id", "7782342274025937895"],
  ["event.list.map(x, x.t).join('-')", "a-b"],
  ["event.list.filter(x, x.t == 'b')[?0].?t.orValue('none')", "b"],
  ["event.list.filter(x, x.t == 'c')[?0]", undefined],
  ["event.?missing.?deeper.orValue('d')", "d"],
  ["steps.left_out.?url.orValue('none')", "none"],
  ["{'a': event.?missing, 'b': [1, 2.5]}", { b: [1, 2.5] }],
  ["date(timestamp(run.started_at).addDays(inputs.days))", "2026-11-27"],
  ["string(timestamp(run.started_at) - duration('10m'))", "2026-11-20T09:50:00Z"],
  ["duration('90s')", 90],
  ["9007199254740993", "9007199254740993"],
  ["'Next: 1:55 Send it'.after(': ').after(' ')", "Send it"],
  ["'abcdef'.truncate(4)", "abc…"],
  ["'a.b.c'.replace('.', '$&')", "a$&b$&c"],
  ["idOf('Won [closedwon]') + '/' + nameOf('Won [closedwon]') + '/' + idOf('plain')", "closedwon/Won/plain"],
  ["plain('<!channel> [x](y) `z`')", "‹!channel› (x)(y) 'z'"],
])("%s", (source, expected) => {
  expect(value(source)).toEqual(expected);
});

test.each([
  ["evnt.name", /Unknown variable: evnt\. Did you mean event\? There are: event, trigger/],
  ["event.name +", /Unexpected token: EOF/],
  ["'a' < 1", /no such overload: string < int/],
  ["event.name.shout()", /shout/],
  ["process.exit(1)", /Unknown variable: process/],
  [`"${"x".repeat(11_000)}"`, /longer than 10000 characters/],
  [`${"(".repeat(300)}1${")".repeat(300)}`, /depth/i],
])("what is no expression is refused when it is read (%#)", (source, said) => {
  expect(() => compileExpression(source)).toThrow(said);
});

test.each([
  ["event.missing", /at character 7: No such key: missing\. Where it may be missing, write \.\?missing/],
  ["event.constructor", /No such key: constructor/],
  ["event.name.constructor", /constructor/],
  ["event.list[5]", /index out of bounds/],
  ["event.name + 1", /no such overload/],
  ["event.bomb.matches('^(a+)+$')", /took longer than 1000 ms and was stopped/],
  ["event.list.map(x, timestamp('no'))", /timestamp/i],
])("%s fails when it is evaluated, and says why", (source, said) => {
  expect(() => value(source)).toThrow(said);
});

test("nested loops over long lists are stopped too", () => {
  const long = { ...scope, event: { list: Array.from({ length: 2000 }, (_, i) => i) } };
  const nested = compileExpression("event.list.all(a, event.list.all(b, event.list.all(c, c >= 0)))");
  expect(() => nested.evaluate(long)).toThrow(/took longer/);
});

test("a condition must be true or false", () => {
  expect(truth(compileExpression("event.amount == 3"), scope)).toBe(true);
  expect(() => truth(compileExpression("event.name"), scope)).toThrow(/neither true nor false/);
});

function filled(given: unknown): unknown {
  return compileTemplate(given, {
    problem(path, message) {
      throw new Error(`${path.join(".")}: ${message}`);
    },
  }).filled(scope);
}

test("a text that is one expression keeps its type; within a text values are written out; what is nothing is left out", () => {
  expect(
    filled({
      list: "${{ event.list.map(x, x.t) }}",
      number: "${{ event.amount }}",
      text: "${{ event.name }}: ${{ event.amount }} ${{ event.none }}${{ event.?missing }}${{ true }}",
      left_out: "${{ event.?missing }}",
      null_too: "${{ event.none }}",
      inside: ["${{ event.?missing }}", { deep: "${{ '}}' + \"}}\" }}" }],
      plain: "$ { } {{ }}",
      other: [1, true, null],
    }),
  ).toEqual({
    list: ["a", "b"],
    number: 3,
    text: "Ada: 3 true",
    inside: [null, { deep: "}}}}" }],
    plain: "$ { } {{ }}",
    other: [1, true, null],
  });
});

test("what an expression yields is not read again", () => {
  expect(filled("${{ event.inner }} ${{ event.inner }}")).toBe("${{ event.name }} ${{ event.name }}");
});

test("lists and maps do not stand inside a text, and an open ${{ is noticed", () => {
  expect(() => filled("x ${{ event.list }}")).toThrow(/event\.list: a list cannot stand inside a text/);
  expect(() => filled({ a: ["x ${{ event.name }"] })).toThrow('a.0: "${{" without its "}}"');
});
