import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ConfigError } from "@sophia-mcp/core/errors";
import type { ProfileConfig } from "../config/types.ts";
import type { Caller } from "../relay/caller.ts";
import type { ToolFacts } from "../relay/tool-facts.ts";
import { compileProfile, compileProfiles, openPolicySession } from "./compile.ts";
import type { Guard, Verdict } from "./guard.ts";
import { createMemoryLimits } from "./limits.ts";

const profile = (change: Partial<ProfileConfig> = {}): ProfileConfig => ({
  name: "analyst",
  title: "Analyst",
  groups: [],
  readOnly: false,
  allow: [],
  deny: [],
  confirm: { access: [], tools: [] },
  expose: "all",
  pinned: [],
  definitionTokens: 0,
  answerTokens: 0,
  ...change,
});

const tool = (change: Partial<ToolFacts> = {}): ToolFacts => ({
  name: "github_create_issue",
  ownName: "github_create_issue",
  server: "github",
  serverTitle: "GitHub",
  title: "Create issue",
  description: "",
  access: "write",
  idempotent: false,
  builtIn: true,
  group: "core",
  listing: "{}",
  ...change,
});

const caller = (principal = "local"): Caller => ({
  principal,
  profile: "analyst",
  client: { name: "test", version: "1" },
  era: "legacy",
  capabilities: {},
});

const guard = (change: Partial<ProfileConfig> = {}): Guard =>
  compileProfile(profile(change), createMemoryLimits());

function check(guard: Guard, facts: ToolFacts, who = caller()): Verdict {
  const verdict = guard.check(facts, who);
  if (verdict instanceof Promise) throw new Error("limits in memory are synchronous");
  return verdict;
}

test.each<[string, Partial<ProfileConfig>, Partial<ToolFacts>, boolean]>([
  ["everything, with nothing said", {}, {}, true],
  ["no other group than core", {}, { group: "admin" }, false],
  ["a group by name", { groups: ["admin"] }, { group: "admin" }, true],
  ["every group", { groups: ["all"] }, { group: "admin" }, true],
  ["a tool of another group by its name", { allow: ["github_create_issue"] }, { group: "admin" }, true],
  ["not a tool of another group by a glob", { allow: ["github_*"] }, { group: "admin" }, false],
  ["only what is allowed", { allow: ["slack_*"] }, {}, false],
  ["what a glob allows", { allow: ["slack_*", "*_issue"] }, {}, true],
  [
    "not what is denied, though allowed by name",
    { allow: ["github_create_issue"], deny: ["*create*"] },
    {},
    false,
  ],
  ["only the servers named", { servers: ["slack"] }, {}, false],
  ["the servers named", { servers: ["github"] }, {}, true],
  [
    "no writes when read-only, though allowed by name",
    { readOnly: true, allow: ["github_create_issue"] },
    {},
    false,
  ],
  ["reads when read-only", { readOnly: true }, { access: "read" }, true],
])("a profile lists %s", (_, change, facts, shown) => {
  const compiled = guard(change);
  expect(compiled.lists(tool(facts))).toBe(shown);
  // What may not be found is not callable either.
  expect(check(compiled, tool(facts)).kind).toBe(compiled.shows(tool(facts)) ? "allow" : "refuse");
});

test("a group that is not chosen is not listed, but may be found and called", () => {
  const facts = tool({ group: "admin" });
  expect([guard().lists(facts), guard().shows(facts)]).toEqual([false, true]);
});

test("a denied tool is never shown, and a read-only profile never shows a write", () => {
  const words = fc.array(fc.constantFrom("*", "a*", "*b", "ab", "a?", "ba"), { maxLength: 4 });
  fc.assert(
    fc.property(
      words,
      words,
      fc.boolean(),
      fc.constantFrom("ab", "ba", "aa"),
      (allow, deny, readOnly, name) => {
        const shown = guard({ allow, deny, readOnly }).shows(tool({ name }));
        if (shown) {
          expect(readOnly).toBe(false);
          expect(guard({ allow: deny }).shows(tool({ name })) && deny.length > 0).toBe(false);
        } else expect(guard({ allow }).shows(tool({ name })) && deny.length === 0 && !readOnly).toBe(false);
      },
    ),
  );
});

test("the refusal says why, and that a repeat does not help", () => {
  const refused = check(guard({ readOnly: true }), tool());
  expect(refused).toMatchObject({ kind: "refuse", reason: "policy" });
  expect(refused).toHaveProperty("message", expect.stringMatching(/read-only.*repeat does not help/));
});

test("calls are confirmed by access and by glob", () => {
  const writes = guard({ confirm: { access: ["write", "destroy"], tools: [] } });
  expect(check(writes, tool())).toMatchObject({
    kind: "confirm",
    message: expect.stringContaining("GitHub"),
  });
  expect(check(writes, tool({ access: "destroy" })).kind).toBe("confirm");
  expect(check(writes, tool({ access: "read" })).kind).toBe("allow");
  const named = guard({ confirm: { access: [], tools: ["snowflake_run_*"] } });
  expect(check(named, tool({ name: "snowflake_run_query", access: "read" })).kind).toBe("confirm");
  expect(check(named, tool()).kind).toBe("allow");
});

test("a definition that changed is judged anew", () => {
  const compiled = guard({ readOnly: true });
  expect(compiled.shows(tool({ access: "read" }))).toBe(true);
  expect(compiled.shows(tool({ access: "destroy" }))).toBe(false);
});

test("limits hold per caller, per caller and tool, and per day, and say how long to wait", () => {
  const rate = guard({ ratePerMinute: 2 });
  for (let i = 0; i < 2; i++) expect(check(rate, tool()).kind).toBe("allow");
  const refused = check(rate, tool({ name: "other" }));
  expect(refused).toMatchObject({ kind: "refuse", reason: "rate", retryAfterSeconds: expect.any(Number) });
  expect(refused).toHaveProperty("message", expect.stringMatching(/2 calls a minute.*Repeat.* in \d+ s/));
  expect(check(rate, tool(), caller("anna")).kind).toBe("allow");

  const perTool = guard({ toolRatePerMinute: 1 });
  expect(check(perTool, tool()).kind).toBe("allow");
  expect(check(perTool, tool()).kind).toBe("refuse");
  expect(check(perTool, tool({ name: "other" })).kind).toBe("allow");

  const budget = guard({ callsPerDay: 1 });
  expect(check(budget, tool()).kind).toBe("allow");
  expect(check(budget, tool())).toMatchObject({ kind: "refuse", reason: "budget" });
});

test("a server's limit counts all profiles' calls, and one caller's flood leaves a part of it to the others", () => {
  const limits = createMemoryLimits();
  const servers = [{ name: "github", ratePerMinute: 20 }];
  const [first, second] = ["a", "b"].map((name) => compileProfile(profile({ name }), limits, servers));
  if (!first || !second) throw new Error("two profiles");
  let passed = 0;
  for (let i = 0; i < 100; i++) if (check(first, tool(), caller("flood")).kind === "allow") passed++;
  expect(passed).toBe(15);
  for (let i = 0; i < 5; i++) expect(check(second, tool(), caller("anna")).kind).toBe("allow");
  expect(check(second, tool(), caller("anna"))).toMatchObject({ kind: "refuse", reason: "rate" });
  expect(check(first, tool({ server: "slack" }), caller("flood")).kind).toBe("allow");
  // The only caller there is has the whole limit.
  const alone = compileProfile(profile(), createMemoryLimits(), servers);
  for (let i = 0; i < 20; i++) expect(check(alone, tool()).kind).toBe("allow");
});

test("limits that are shared between replicas make the verdict a promise, and nothing else does", async () => {
  const local = createMemoryLimits();
  const compiled = compileProfile(profile({ ratePerMinute: 1 }), {
    take: async (limits, principal) => local.take(limits, principal),
  });
  const first = compiled.check(tool(), caller());
  expect(first).toBeInstanceOf(Promise);
  expect(await first).toEqual({ kind: "allow" });
  expect(await compiled.check(tool(), caller())).toMatchObject({ kind: "refuse", reason: "rate" });
});

test("a session finds its guard by the caller's profile; an unknown profile is named with the nearest", () => {
  const guardOf = compileProfiles({ profiles: { analyst: profile() }, servers: [] }, createMemoryLimits());
  expect(openPolicySession(guardOf, caller()).guard.profile).toBe("analyst");
  expect(() => guardOf("analist")).toThrow(ConfigError);
  expect(() => guardOf("analist")).toThrow(/Did you mean analyst/);
});
