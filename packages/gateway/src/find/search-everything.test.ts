import { createEngine } from "@sophia-mcp/core/engine";
import linear from "@sophia-mcp/linear";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { CallAnswer, FindContext } from "./gateway-tool.ts";
import { startNine, type Nine } from "../../test/fixtures/nine.ts";
import { searchEverything } from "./search-everything.ts";

/** Long enough for a busy machine: what is slow here takes far longer. */
const deadlineMs = 4000;
const slowMs = 15_000;

interface Answer {
  results: { system: string; kind?: string; title: string; url?: string; updated_at?: string }[];
  sources: { system: string; state: string; results: number; reason?: string; milliseconds: number }[];
}

let nine: Nine;
beforeAll(async () => {
  nine = await startNine();
  // Vendors' SDKs are loaded by the first call.
  await everything({ query: "warm" }, 20_000);
}, 60_000);
afterEach(() => nine.sandbox.faults.clear());
afterAll(() => nine.close());

async function everything(args: object, limitMs = deadlineMs, changed: Partial<FindContext> = {}) {
  const context = { ...nine.context, ...changed };
  const answer = await searchEverything(context.servers, { deadlineMs: limitMs }).run(args, context);
  return { answer, text: textOf(answer), ...(answer.structuredContent as unknown as Answer) };
}

const textOf = ({ content }: CallAnswer): string => content.map(({ text }) => String(text)).join("\n");

const finding = ({ sources }: Answer): string[] =>
  sources.flatMap(({ system, state, results }) => (state === "ok" && results > 0 ? [system] : []));

describe("one question", () => {
  test("finds a company in at least six systems, its own records first", async () => {
    const found = await everything({ query: "Marlow", limit: 50 });
    expect(found.sources.map(({ state }) => state)).toEqual(found.sources.map(() => "ok"));
    expect(finding(found).length).toBeGreaterThanOrEqual(6);
    expect(new Set(found.results.map(({ system }) => system)).size).toBeGreaterThanOrEqual(6);
    expect(found.results.slice(0, 10).every(({ title }) => title.includes("Marlow"))).toBe(true);
    expect(found.results).toContainEqual(
      expect.objectContaining({ system: "hubspot", kind: "company", title: "Marlow Outdoor" }),
    );
    for (const system of ["hubspot", "asana", "gong", "slack", "linear", "notion", "github"]) {
      const rows = found.results.filter((row) => row.system === system);
      expect(rows.length, system).toBeGreaterThan(0);
      expect(
        rows.every(({ url }) => url?.startsWith("https://")),
        system,
      ).toBe(true);
    }
  });

  test("finds a person in at least six systems", async () => {
    const found = await everything({ query: "Priya Venkataraman", limit: 50 });
    expect(finding(found).length).toBeGreaterThanOrEqual(6);
    const named = found.results.filter(({ title }) => title.includes("Priya Venkataraman"));
    expect(new Set(named.map(({ system }) => system)).size).toBeGreaterThanOrEqual(5);
  });

  test("finds a table of the warehouse", async () => {
    const found = await everything({ query: "deals", systems: ["Snowflake"] });
    expect(found.results[0]).toMatchObject({ system: "snowflake", kind: "table" });
    expect(found.results[0]?.title).toContain("DEALS");
  });

  test("has structured content of its own schema, and a text with rows, links and every system", async () => {
    const found = await everything({ query: "Marlow", limit: 3 });
    const { outputSchema } = searchEverything([], { deadlineMs }).listing;
    const validate = new Ajv2020().compile(outputSchema as object);
    expect(validate(found.answer.structuredContent), JSON.stringify(validate.errors)).toBe(true);
    expect(found.results).toHaveLength(3);
    expect(new Set(found.results.map(({ url }) => url)).size).toBe(3);
    for (const { title, url } of found.results) {
      expect(found.text).toContain(title);
      expect(found.text).toContain(url);
    }
    for (const { name } of nine.context.servers) expect(found.text).toContain(name);
  });
});

describe("filters", () => {
  test("systems are named by name or title, and no other is asked", async () => {
    nine.calls.length = 0;
    const found = await everything({ query: "Marlow", systems: ["slack", "HubSpot"] });
    expect(found.sources.map(({ system }) => system).sort()).toEqual(["hubspot", "slack"]);
    expect(nine.calls.every(({ name }) => /^(slack|hubspot)_/.test(name))).toBe(true);
  });

  test("a period holds for every row of every system", async () => {
    const all = await everything({ query: "Marlow", limit: 50 });
    const times = all.results.flatMap(({ updated_at }) => updated_at ?? []).sort();
    const middle = times[Math.floor(times.length / 2)] ?? "";
    const before = await everything({ query: "Marlow", limit: 50, until: middle });
    const after = await everything({ query: "Marlow", limit: 50, since: middle });
    expect(before.results.length).toBeGreaterThan(0);
    expect(after.results.length).toBeGreaterThan(0);
    expect(before.results.every(({ updated_at = "9" }) => updated_at < middle)).toBe(true);
    expect(after.results.every(({ updated_at = "0" }) => updated_at >= middle)).toBe(true);
    for (const { state } of [...before.sources, ...after.sources]) expect(state).toBe("ok");
  });

  test.each([
    [{ query: "x" }, /"query"/],
    [{ query: "Marlow", system: ["slack"] }, /unknown key "system"; did you mean "systems"\?/],
    [{ query: "Marlow", systems: ["slak"] }, /no system is called "slak"\. Did you mean slack\?/],
    [{ query: "Marlow", since: "yesterday" }, /"since" was not understood/],
    [{ query: "Marlow", since: "1d", until: "2d" }, /"until" is before "since"/],
  ])("%j is refused with what to pass", async (args, wording) => {
    const { answer, text } = await everything(args);
    expect(answer.isError).toBe(true);
    expect(text).toMatch(wording);
  });
});

describe("a system that does not answer as it should", () => {
  test("slow: the others are there in time, and its calls are cancelled", async () => {
    nine.sandbox.faults.add({ vendor: "slack", kind: "slow", delayMs: slowMs });
    nine.calls.length = 0;
    const started = performance.now();
    const found = await everything({ query: "Marlow" }, 1500);
    expect(performance.now() - started).toBeLessThan(slowMs / 2);
    const slack = found.sources.find(({ system }) => system === "slack");
    expect(slack).toMatchObject({ state: "slow", reason: expect.stringContaining("1500 ms") });
    expect(finding(found).length).toBeGreaterThanOrEqual(6);
    expect(found.text).toMatch(/^slow \(no answer within 1500 ms.*; ask again\): slack$/m);
    expect(found.text).toMatch(/^answered: hubspot \d+, /m);
    const slow = nine.calls.filter(({ name }) => name === "slack_search_messages");
    expect(slow).toHaveLength(1);
    expect(textOf((await slow[0]?.answer) as CallAnswer)).toContain("cancelled");
    expect(performance.now() - started).toBeLessThan(slowMs / 2);
  });

  test("failed: says why", async () => {
    nine.sandbox.faults.add({ vendor: "notion", kind: "status", status: 403 });
    const found = await everything({ query: "Marlow" });
    const notion = found.sources.find(({ system }) => system === "notion");
    expect(notion).toMatchObject({ state: "failed", results: 0 });
    expect(notion?.reason).toMatch(/Notion/);
    expect(finding(found).length).toBeGreaterThanOrEqual(6);
  });

  test("missing key: a system that is known to lack one is not asked", async () => {
    const reason = "HUBSPOT_ACCESS_TOKEN is not set";
    const servers = nine.context.servers.map((server) =>
      server.name === "hubspot" ? { ...server, state: "missing key" as const, reason } : server,
    );
    nine.calls.length = 0;
    const found = await everything({ query: "Marlow" }, deadlineMs, { servers });
    expect(found.sources[0]).toEqual({
      system: "hubspot",
      state: "missing key",
      results: 0,
      reason,
      milliseconds: 0,
    });
    expect(nine.calls.some(({ name }) => name.startsWith("hubspot_"))).toBe(false);
  });

  test("missing key: found out by asking, it is told as such", async () => {
    const engine = createEngine(linear, { env: {} });
    const call: FindContext["call"] = async (name, args) =>
      (await engine.call({ name, arguments: args })) as CallAnswer;
    const found = await everything({ query: "Marlow", systems: ["linear"] }, deadlineMs, { call });
    await engine.close();
    expect(found.sources[0]).toMatchObject({
      state: "missing key",
      reason: expect.stringContaining("LINEAR_API_KEY"),
    });
  });

  test("a profile without a system's tools does not ask it; without any it says so", async () => {
    const tools = nine.context.tools.filter(({ server }) => server === "linear");
    const found = await everything({ query: "Marlow" }, deadlineMs, { tools });
    expect(found.sources.map(({ system }) => system)).toEqual(["linear"]);
    const none = await everything({ query: "Marlow" }, deadlineMs, { tools: [] });
    expect(none.text).toContain("No connected system can be searched with this profile");
  });

  test("a search that needs another tool says when the profile has not got it", async () => {
    const tools = nine.context.tools.filter(({ name }) => name !== "pinecone_list_indexes");
    const found = await everything({ query: "Marlow", systems: ["pinecone"] }, deadlineMs, { tools });
    expect(found.sources[0]).toMatchObject({
      state: "failed",
      reason: expect.stringContaining("pinecone_list_indexes"),
    });
  });

  test("cancelled by the client: no answer is pretended", async () => {
    const { answer, text } = await everything({ query: "Marlow" }, deadlineMs, {
      signal: AbortSignal.abort(),
    });
    expect(answer.isError).toBe(true);
    expect(text).toContain("cancelled");
  });
});
