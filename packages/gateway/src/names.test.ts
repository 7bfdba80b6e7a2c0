import * as fc from "fast-check";
import { expect, test } from "vitest";
import { exposedNames, nameLimit, type NamedThing } from "./names.ts";

const other = (server: string, ownName: string, prefix = server): NamedThing => ({
  server,
  prefix,
  ownName,
  builtIn: false,
});
const ours = (ownName: string): NamedThing => ({ server: "hubspot", prefix: "", ownName, builtIn: true });

const word = fc.string({ unit: fc.constantFrom("a", "b", "_", "-", ".", "é", "/", " "), maxLength: 70 });
const things = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        server: word,
        prefix: fc.constantFrom("", "a", "a_b"),
        ownName: word,
        builtIn: fc.constant(false),
      }),
    },
    { weight: 1, arbitrary: fc.constantFrom("a_b", "a", "b_a", "a_a_b").map(ours) },
  ),
  { maxLength: 40 },
);
const limit = fc.integer({ min: 24, max: 64 });
const id = ({ server, ownName }: NamedThing) => JSON.stringify([server, ownName]);

test("names are legal, within the limit, unique, and lead back to every tool", () => {
  fc.assert(
    fc.property(things, limit, (given, longest) => {
      const names = exposedNames(given, longest);
      for (const [name, thing] of names) {
        expect(name).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(name.length).toBeLessThanOrEqual(longest);
        if (thing.builtIn) expect(name).toBe(thing.ownName);
      }
      const reached = [...names.values()].map(id);
      expect(new Set(reached)).toEqual(new Set(given.map(id)));
      expect(reached).toHaveLength(new Set(reached).size);
    }),
    { numRuns: 300 },
  );
});

test("names do not depend on the order", () => {
  fc.assert(
    fc.property(
      things.chain((given) =>
        fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })),
      ),
      limit,
      ([given, shuffled], longest) => {
        const named = (list: readonly NamedThing[]) =>
          [...exposedNames(list, longest)].map(([name, thing]) => `${name} ${id(thing)}`).sort();
        expect(named(shuffled)).toEqual(named(given));
      },
    ),
    { numRuns: 300 },
  );
});

test("a name never comes to mean another tool when one is added", () => {
  fc.assert(
    fc.property(things, things, limit, (before, added, longest) => {
      const then = exposedNames(before, longest);
      const now = exposedNames([...before, ...added.filter(({ builtIn }) => !builtIn)], longest);
      for (const [name, thing] of then) {
        const means = now.get(name);
        if (means) expect(id(means)).toBe(id(thing));
      }
    }),
    { numRuns: 300 },
  );
});

test("ours stay, others are prefixed, and what is too long ends at a word with a hash", () => {
  const long = "create_pull_request_review_comment_on_a_pending_review";
  const names = [
    ...exposedNames([ours("hubspot_get_account"), other("files", "read_file"), other("gh", long)], 41).keys(),
  ];
  expect(names.slice(0, 2)).toEqual(["hubspot_get_account", "files_read_file"]);
  expect(names[2]).toMatch(/^gh_create_pull_request_review_[0-9a-f]{8}$/);
});

test("whoever collides with one of ours gives way; two others both do", () => {
  const names = exposedNames(
    [
      other("x", "hubspot_get_account", ""),
      ours("hubspot_get_account"),
      other("a", "b_c"),
      other("a_b", "c"),
    ],
    41,
  );
  expect(names.get("hubspot_get_account")?.builtIn).toBe(true);
  expect(names.has("a_b_c")).toBe(false);
  expect([...names.keys()].filter((name) => /^a_b_c_[0-9a-f]{8}$/.test(name))).toHaveLength(2);
});

test("of two of ours with one name the first server by name keeps it; of a name listed twice the first tool counts", () => {
  const [a, b] = [ours("slack_get_user"), { ...ours("slack_get_user"), server: "eu" }];
  for (const order of [
    [a, b],
    [b, a],
  ]) {
    const names = exposedNames(order, 41);
    expect(names.get("slack_get_user")).toBe(b);
    expect(names.size).toBe(2);
  }
  const [first, second] = [other("x", "y"), other("x", "y")];
  expect([...exposedNames([first, second], 41).values()]).toEqual([first]);
  expect(exposedNames([first, second], 41).get("x_y")).toBe(first);
});

test("a name without a legal character is still a name", () => {
  expect([...exposedNames([other("s", "検索", "")], 41).keys()][0]).toMatch(/^[A-Za-z0-9_-]{8,41}$/);
});

test.each([
  ["claude-code", 41],
  ["Visual Studio Code", 46],
  ["Visual Studio Code - Insiders", 46],
  ["cursor-vscode", 43],
  ["codex-mcp-client", 41],
  ["gemini-cli-mcp-client", 42],
  ["claude-ai", 47],
  ["somebody's own", 41],
])("a client that calls itself %s gets names of at most %i characters", (name, longest) => {
  expect(nameLimit({ name })).toBe(longest);
});

test("without a client, what suits all", () => {
  expect(nameLimit(undefined)).toBe(41);
});
