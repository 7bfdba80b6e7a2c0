import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { protocolFactory } from "@sophia-mcp/core/protocol";
import { afterEach, describe, expect, test } from "vitest";
import { createGateway, type GatewayOptions } from "./gateway.ts";
import { builtIns } from "./registry.ts";

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function connected(options: Partial<GatewayOptions> = {}) {
  const gateway = await createGateway({ builtIns, env: {}, ...options });
  const [near, far] = InMemoryTransport.createLinkedPair();
  const served = serveStdio(protocolFactory(gateway), { transport: far });
  const client = new Client(
    { name: "t", version: "1" },
    { versionNegotiation: { mode: { pin: "2026-07-28" } } },
  );
  await client.connect(near);
  open.push(async () => {
    await client.close();
    await served.close();
    await gateway.close();
  });
  return { gateway, client };
}

test("lists every built-in's core tools under their own names, once, without loading a vendor", async () => {
  const { client, gateway } = await connected();
  const { tools } = await client.listTools();
  const names = tools.map((tool) => tool.name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of Object.keys(builtIns)) {
    const own = names.filter((tool) => tool.startsWith(`${name}_`));
    expect(own.length).toBeGreaterThan(5);
    expect(own.some((tool) => tool.startsWith(`${name}_${name}_`))).toBe(false);
  }
  expect(gateway.upstreams().every(({ state }) => state === "idle")).toBe(true);
});

test("a system without a credential says what is missing, and the others are not affected", async () => {
  const { client } = await connected({ sandbox: false });
  const missing = await client.callTool({
    name: "hubspot_search_objects",
    arguments: { object_type: "deals" },
  });
  expect(missing.isError).toBe(true);
  expect(JSON.stringify(missing.content)).toContain("HUBSPOT_ACCESS_TOKEN");
});

test("over the sandbox a call reaches its server, whose answer is unchanged", async () => {
  const { client, gateway } = await connected({ sandbox: true });
  const answer = await client.callTool({
    name: "hubspot_search_objects",
    arguments: { object_type: "deals", limit: 2 },
  });
  expect(answer.structuredContent).toMatchObject({ records: [{}, {}] });
  expect(gateway.upstreams().find(({ name }) => name === "hubspot")?.state).toBe("ready");
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
    const { client, gateway } = await connected({ builtIns: broken, sandbox: true });
    const call = () => client.callTool({ name: "hubspot_get_account", arguments: {} });
    expect(JSON.stringify((await call()).content)).toContain("HubSpot could not be loaded: no emulator.");
    expect(gateway.upstreams().find(({ name }) => name === "hubspot")).toMatchObject({
      state: "failed",
      reason: "no emulator",
    });
    expect((await call()).isError).toBe(true);
    expect((await client.listTools()).tools.length).toBeGreaterThan(5);
  });
});

test("read-only and groups hold over all servers; an unknown tool names the nearest", async () => {
  const { client } = await connected({ selection: { readOnly: true, groups: ["all"] } });
  const { tools } = await client.listTools();
  expect(tools.every((tool) => tool.annotations?.readOnlyHint)).toBe(true);
  await expect(client.callTool({ name: "hubspot_serch_objects", arguments: {} })).rejects.toThrow(
    /Did you mean hubspot_search_objects/,
  );
});
