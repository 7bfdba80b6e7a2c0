import { ConfigError } from "@sophia-mcp/core/errors";
import { beforeAll, describe, expect, test } from "vitest";
import { profilesOf } from "../config/profiles.ts";
import { compileProfile } from "../policy/compile.ts";
import { createMemoryLimits } from "../policy/limits.ts";
import { definitionTokens } from "./expose.ts";
import { builtInFacts } from "../../test/fixtures/facts.ts";
import type { ReportFacts } from "./token-report.ts";
import { toolsCommand } from "./tokens-command.ts";

let facts: ReportFacts;
beforeAll(async () => {
  const tools = await builtInFacts();
  const titles = new Map(tools.map(({ server, serverTitle }) => [server, serverTitle]));
  const profiles = profilesOf({ small: { servers: ["linear"], expose: "auto", pinned: ["linear_get_me"] } });
  facts = {
    tools,
    servers: [
      ...[...titles].map(([name, title]) => ({
        name,
        title,
        search: [{ tool: "x", query: "q", title: "t" }],
      })),
      { name: "empty", title: "Empty" },
    ],
    profiles: Object.values(profiles).map((config) => ({
      config,
      guard: compileProfile(config, createMemoryLimits()),
    })),
    deadlineMs: 500,
  };
});

async function run(args: readonly string[], load = async () => facts) {
  const written = { out: "", err: "" };
  const io = {
    env: {},
    cwd: "/",
    stdin: process.stdin,
    stdout: { write: (text: string) => (written.out += text) },
    stderr: { write: (text: string) => (written.err += text) },
  };
  return { code: await toolsCommand(args, io, load), ...written };
}

interface Report {
  servers: { name: string; tokens: number; tools: { name: string; access: string; tokens: number }[] }[];
  profiles?: { name: string; all: number; search: number; mode: string; listed: number; findable: number }[];
}
const json = async (...args: string[]): Promise<Report> =>
  JSON.parse((await run([...args, "--json"])).out) as Report;

describe("the list", () => {
  test("has every tool of every server with its access, and servers without any", async () => {
    const { code, out } = await run([]);
    expect(code).toBe(0);
    for (const { name, access } of facts.tools)
      expect(out).toMatch(new RegExp(`^  ${name} +${access} `, "m"));
    expect(out).toContain("Linear (linear): ");
    expect(out).toContain("Empty (empty): 0 tools");
    expect(out).not.toContain("tokens");
  });

  test("of one server, by name or title", async () => {
    const { out } = await run(["--server", "Linear"]);
    expect(out).toContain("linear_get_issue");
    expect(out).not.toContain("github_");
  });

  test("of a profile has what it permits", async () => {
    const { servers } = await json("--profile", "sales-analyst");
    expect(servers.map(({ name }) => name)).toEqual(["hubspot", "gong", "snowflake", "slack"]);
    expect(servers.flatMap(({ tools }) => tools).every(({ access }) => access === "read")).toBe(true);
  });
});

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

describe("--tokens", () => {
  test("tells them for each tool and server, and for each profile in each mode", async () => {
    const { servers, profiles = [] } = await json("--tokens");
    for (const { tokens, tools } of servers) expect(tokens).toBe(sum(tools.map((tool) => tool.tokens)));
    expect(sum(servers.map(({ tokens }) => tokens))).toBe(definitionTokens(facts.tools));
    const everything = profiles.find(({ name }) => name === "default");
    expect(everything).toMatchObject({
      mode: "all",
      listed: facts.tools.filter(({ group }) => group === "core").length,
    });
    expect(everything?.search).toBeLessThanOrEqual(1200);
    expect(everything?.all).toBeGreaterThan(30_000);
  });

  test("a profile's cost is of its own tools, with what is pinned, in the mode that its budget leads to", async () => {
    const [small] = (await json("--tokens", "--profile", "small")).profiles ?? [];
    const pinned = definitionTokens(facts.tools.filter(({ name }) => name === "linear_get_me"));
    const core = facts.tools.filter(({ server, group }) => server === "linear" && group === "core");
    // One system alone gets no search over systems.
    expect(small).toMatchObject({ all: definitionTokens(core), mode: "all", listed: core.length });
    expect(small?.search).toBeGreaterThan(pinned + 300);
    expect(small?.search).toBeLessThan(pinned + 900);
  });

  test("reads well in a terminal", async () => {
    const { out } = await run(["--tokens", "--profile", "small"]);
    expect(out).toMatch(
      /^Linear \(linear\): \d+ tools, \d+ tokens\n {2}name +access +group +tokens +title\n/,
    );
    expect(out).toMatch(
      /\n\nTokens of tools\/list by profile\n {2}profile +listed +findable +all +search +search saves +exposes\n/,
    );
    expect(out).toMatch(/\n {2}small +\d+ +\d+ +\d+ +\d+ +\d+ +auto \(all\)\n$/);
  });
});

describe("what is wrong is said", () => {
  test.each([
    [["--serwer", "x"], /Unknown option '--serwer'[\s\S]*Usage: sophia-mcp tools/],
    [["linear"], /Unexpected argument 'linear'/],
    [["--server", "liner"], /"--server": no system is called "liner"\. Did you mean linear\?/],
    [["--profile", "sales"], /--profile: no profile is called "sales"\. Known: default/],
  ])("%j", async (args, wording) => {
    const { code, out, err } = await run(args);
    expect(code).toBe(2);
    expect(err).toMatch(wording);
    expect(out).toBe("");
  });

  test("a configuration that cannot be read", async () => {
    const { code, err } = await run([], () =>
      Promise.reject(new ConfigError("gateway.json:3: no such server")),
    );
    expect({ code, err }).toEqual({ code: 1, err: "gateway.json:3: no such server\n" });
  });

  test("--help", async () => {
    expect(await run(["--help"])).toMatchObject({ code: 0, out: expect.stringContaining("--tokens") });
  });
});
