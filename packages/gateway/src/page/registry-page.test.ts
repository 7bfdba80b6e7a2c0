import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { builtInServer, defaultConfig } from "../config/defaults.ts";
import type { GatewayConfig, ServerConfig } from "../config/types.ts";
import type { ServerStatus } from "../describe.ts";
import { version } from "../version.ts";
import type { RegistryEntry } from "./registry-entry.ts";
import { registryPage } from "./registry-page.ts";

interface Listing {
  servers: RegistryEntry[];
  metadata: { count: number; nextCursor?: string };
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const { kind: _kind, builtIn: _builtIn, ...common } = builtInServer("hubspot", {});
const others: ServerConfig[] = [
  {
    ...common,
    kind: "command",
    name: "files",
    title: "Files",
    command: "npx",
    args: ["-y", "@acme/files@1.2.3", "--key", "sk-secret-1"],
    env: { ACME_KEY: "sk-secret-2" },
  },
  {
    ...common,
    kind: "command",
    name: "py",
    title: "Py",
    command: "/usr/bin/uvx",
    args: ["mcp-server-time"],
    env: {},
  },
  {
    ...common,
    kind: "command",
    name: "own",
    title: "Own",
    command: "node",
    args: ["server.js", "sk-secret-3"],
    env: {},
  },
  {
    ...common,
    kind: "url",
    name: "far away/1",
    title: "Far\u202E away",
    url: "https://user:sk-secret-4@mcp.example/v1/s/0aG9sk-secret-5x8/mcp?key=sk-secret-6",
    transport: "auto",
    headers: { "X-Api-Key": "sk-secret-7" },
  },
  {
    ...common,
    kind: "image",
    name: "box",
    title: "Box",
    image: "docker.io/acme/box:2",
    args: ["sk-secret-8"],
    env: { BOX_TOKEN: "sk-secret-9" },
    volumes: [],
    network: "none",
    memory: "512m",
    pids: 64,
    writable: false,
  },
  { ...common, kind: "broken", name: "bad", title: "Bad", reason: "sk-secret-10" },
];

async function served(servers: readonly ServerConfig[] = others) {
  const config: GatewayConfig = { ...defaultConfig({}), servers: [builtInServer("hubspot", {}), ...servers] };
  const status = config.servers.map(({ name, title, kind }): ServerStatus => ({
    name,
    title,
    kind,
    ...(kind === "builtIn" ? { version } : name === "files" ? { version: "1.2.3" } : {}),
    tools: 3,
    state: "idle",
    circuit: "closed",
    restarts: 0,
    inFlight: 0,
    pids: [],
  }));
  const page = registryPage({ config: () => config, status: () => status });
  const server = createServer(
    (req, res) => void page.handle(req, res, (req.url ?? "").split("?", 1)[0] ?? ""),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(`${origin}${path}`, init);
    return { status: answer.status, body: (await answer.json()) as Listing };
  };
}

test("lists each server with how it is got, and with no value of its configuration", async () => {
  const get = await served();
  const { body } = await get("/v0/servers");
  const byTitle = Object.fromEntries(body.servers.map(({ server }) => [server.title, server]));
  expect(byTitle.Hubspot ?? byTitle.HubSpot).toMatchObject({
    name: "io.github.sophia-mcp/hubspot",
    version,
    packages: [
      { registryType: "npm", identifier: "@sophia-mcp/hubspot", version, transport: { type: "stdio" } },
    ],
  });
  expect(byTitle.Files).toMatchObject({
    name: "local.gateway/files",
    version: "1.2.3",
    packages: [
      {
        registryType: "npm",
        identifier: "@acme/files",
        version: "1.2.3",
        environmentVariables: [{ name: "ACME_KEY", isRequired: true, isSecret: true }],
      },
    ],
  });
  expect(byTitle.Py).toMatchObject({ packages: [{ registryType: "pypi", identifier: "mcp-server-time" }] });
  expect(byTitle.Own).not.toHaveProperty("packages");
  expect(byTitle["Far away"]).toMatchObject({
    version: "unknown",
    remotes: [
      {
        type: "streamable-http",
        url: "https://mcp.example/v1/s/{part1}/mcp",
        variables: { part1: { isRequired: true, isSecret: true } },
        headers: [{ name: "X-Api-Key", isRequired: true, isSecret: true }],
      },
    ],
  });
  expect(byTitle.Box).toMatchObject({
    packages: [{ registryType: "oci", identifier: "docker.io/acme/box:2" }],
  });
  expect(JSON.stringify(body)).not.toMatch(/sk-secret|user:/);
});

test("names, descriptions and titles keep to what the registry's API allows", async () => {
  const long: ServerConfig = {
    ...common,
    kind: "broken",
    name: "\u00FC/".repeat(200),
    title: "t".repeat(500),
    reason: "",
  };
  const get = await served([...others, long]);
  const { servers } = (await get("/v0.1/servers?limit=100")).body;
  expect(servers).toHaveLength(8);
  for (const { server } of servers) {
    expect(server.name).toMatch(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/);
    expect(server.name.length).toBeLessThanOrEqual(200);
    for (const text of [server.title, server.description]) {
      expect(text.length).toBeGreaterThan(0);
      expect(text.length).toBeLessThanOrEqual(100);
    }
    expect(server.version).toMatch(/./);
  }
});

test("pages through all servers, each once", async () => {
  const get = await served();
  const names: string[] = [];
  let cursor = "";
  do {
    const { body } = await get(`/v0/servers?limit=3&cursor=${cursor}`);
    expect(body.servers.length).toBe(body.metadata.count);
    expect(body.servers.length).toBeLessThanOrEqual(3);
    names.push(...body.servers.map(({ server }) => server.name));
    cursor = body.metadata.nextCursor ?? "";
  } while (cursor !== "");
  expect(names).toHaveLength(7);
  expect(new Set(names).size).toBe(7);
  expect((await get("/v0/servers?cursor=nowhere")).status).toBe(400);
  for (const limit of ["0", "101", "x", "1.5", "-1"])
    expect((await get(`/v0/servers?limit=${limit}`)).status).toBe(400);
  expect((await get("/v0/servers?search=FIL")).body.servers.map(({ server }) => server.name)).toEqual([
    "local.gateway/files",
  ]);
  expect((await get("/v0/servers?version=1.2.3")).body.metadata.count).toBe(1);
});

test("answers for one server, its versions and one version; anything else is not found", async () => {
  const get = await served();
  const name = encodeURIComponent("local.gateway/files");
  const found = { server: { name: "local.gateway/files" } };
  expect(await get(`/v0/servers/${name}`)).toMatchObject({ status: 200, body: found });
  expect((await get(`/v0.1/servers/${name}/versions`)).body).toMatchObject({
    servers: [found],
    metadata: { count: 1 },
  });
  expect((await get(`/v0.1/servers/${name}/versions/latest`)).body).toMatchObject(found);
  expect((await get(`/v0.1/servers/${name}/versions/1.2.3`)).body).toMatchObject(found);
  for (const path of [
    `${name}/versions/9.9.9`,
    "nobody",
    "%",
    `${name}/tools`,
    `${name}/versions/1.2.3/status`,
    "__proto__",
  ])
    expect(await get(`/v0/servers/${path}`)).toMatchObject({
      status: 404,
      body: { error: expect.stringMatching(/not found/i) },
    });
  expect((await get("/v0/servers", { method: "POST" })).status).toBe(405);
});
