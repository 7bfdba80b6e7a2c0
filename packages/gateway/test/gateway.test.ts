import { afterEach, describe, expect, test } from "vitest";
import { defaultConfig } from "../src/config/defaults.ts";
import type { GatewayConfig, ProfileConfig } from "../src/config/types.ts";
import type { GatewayOptions } from "../src/gateway.ts";
import { builtIns } from "../src/registry.ts";
import { connect, type Connected } from "./in-memory.ts";

const open: Connected[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function connected(options: Partial<GatewayOptions> = {}): Promise<Connected> {
  const one = await connect(options);
  open.push(one);
  return one;
}

function withProfile(change: Partial<ProfileConfig>): GatewayConfig {
  const config = defaultConfig({});
  const profile = config.profiles.default as ProfileConfig;
  return { ...config, profiles: { ...config.profiles, default: { ...profile, ...change } } };
}

const state = ({ gateway }: Connected, name: string) =>
  gateway.status().find((server) => server.name === name);

test("lists every built-in's core tools under their own names, once, without loading a vendor", async () => {
  const one = await connected();
  const { tools } = await one.client.listTools();
  const names = tools.map((tool) => tool.name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of Object.keys(builtIns)) {
    const own = names.filter((tool) => tool.startsWith(`${name}_`));
    expect(own.length).toBeGreaterThan(5);
    expect(own.some((tool) => tool.startsWith(`${name}_${name}_`))).toBe(false);
  }
  expect(one.gateway.status().every((server) => server.state === "idle")).toBe(true);
});

test("a system without a credential says what is missing, and the others are not affected", async () => {
  const { client } = await connected();
  const missing = await client.callTool({
    name: "hubspot_search_objects",
    arguments: { object_type: "deals" },
  });
  expect(missing.isError).toBe(true);
  expect(JSON.stringify(missing.content)).toContain("HUBSPOT_ACCESS_TOKEN");
});

test("over the sandbox a call reaches its server, whose answer is unchanged", async () => {
  const one = await connected({ sandbox: true });
  const answer = await one.client.callTool({
    name: "hubspot_search_objects",
    arguments: { object_type: "deals", limit: 2 },
  });
  expect(answer.structuredContent).toMatchObject({ records: [{}, {}] });
  expect(state(one, "hubspot")?.state).toBe("ready");
});

describe("a server that cannot be loaded", () => {
  const broken = {
    ...builtIns,
    hubspot: {
      ...builtIns.hubspot,
      server: builtIns.hubspot?.server,
      sandbox: () => Promise.reject(new Error("no emulator")),
    },
  } as GatewayOptions["builtIns"];

  test("fails its own calls with a reason, is tried again, and does not stop the gateway", async () => {
    const one = await connected({ builtIns: broken, sandbox: true });
    const call = () => one.client.callTool({ name: "hubspot_get_account", arguments: {} });
    expect(JSON.stringify((await call()).content)).toContain("HubSpot could not be loaded: no emulator.");
    expect(state(one, "hubspot")).toMatchObject({ state: "failed", reason: "no emulator" });
    expect((await call()).isError).toBe(true);
    expect((await one.client.listTools()).tools.length).toBeGreaterThan(5);
  });
});

test("read-only and groups hold over all servers; an unknown tool names the nearest", async () => {
  const { client } = await connected({ config: withProfile({ readOnly: true, groups: ["all"] }) });
  const { tools } = await client.listTools();
  expect(tools.every((tool) => tool.annotations?.readOnlyHint)).toBe(true);
  await expect(client.callTool({ name: "hubspot_serch_objects", arguments: {} })).rejects.toThrow(
    /Did you mean hubspot_search_objects/,
  );
});

test("in search mode three tools stand for all, and what they find can be called", async () => {
  const { client } = await connected({ config: withProfile({ expose: "search" }), sandbox: true });
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name).sort()).toEqual([
    "call_tool",
    "describe_tools",
    "search_everything",
    "search_tools",
  ]);
  expect(JSON.stringify(tools).length / 4).toBeLessThan(1200);
  const found = await client.callTool({
    name: "search_tools",
    arguments: { query: "search records by property, such as deals" },
  });
  expect(JSON.stringify(found.content)).toContain("hubspot_search_objects");
  const called = await client.callTool({
    name: "call_tool",
    arguments: { name: "hubspot_search_objects", arguments: { object_type: "deals", limit: 1 } },
  });
  expect(called.structuredContent).toMatchObject({ records: [{}] });
});
