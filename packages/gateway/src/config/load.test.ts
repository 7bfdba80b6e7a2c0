import { chmodSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { builtIns } from "../registry.ts";
import { temporaryFiles } from "./files.fixture.ts";
import { loadConfig } from "./load.ts";
import type { GatewayConfig, ServerConfig } from "./types.ts";

let files: ReturnType<typeof temporaryFiles>;
beforeEach(() => {
  files = temporaryFiles();
});
afterEach(() => files.remove());

const nine = Object.keys(builtIns);
const names = ({ servers }: GatewayConfig) => servers.map(({ name }) => name);

/** The one server of a file with one entry. */
async function only(entry: unknown, env: Record<string, string> = {}, name = "x"): Promise<ServerConfig> {
  files.write("mcp.json", { mcpServers: { [name]: entry } });
  const { servers } = await files.load("mcp.json", { env });
  expect(servers).toHaveLength(1);
  return servers[0] as ServerConfig;
}

describe("without a file", () => {
  test("the nine are served in their order, each in process, with the shipped profiles", async () => {
    const config = await loadConfig({ env: {}, cwd: "/", home: "/" });
    expect(names(config)).toEqual(nine);
    expect(new Set(config.servers.map(({ kind, prefix }) => `${kind}${prefix}`))).toEqual(
      new Set(["builtIn"]),
    );
    expect(Object.keys(config.profiles)).toEqual([
      "default",
      "sales-analyst",
      "project-manager",
      "infrastructure",
    ]);
    expect(config.profiles["sales-analyst"]).toMatchObject({ readOnly: true });
    expect(config.profiles["project-manager"]?.confirm.access).toEqual(["destroy"]);
    expect(config.profiles.infrastructure?.confirm.access).toEqual(["write", "destroy"]);
  });

  test("a built-in is titled as it titles itself", async () => {
    const { servers } = await loadConfig({ env: {}, cwd: "/", home: "/" });
    const own = await Promise.all(
      Object.values(builtIns).map(async ({ server }) => (await server()).default.title),
    );
    expect(servers.map(({ title }) => title)).toEqual(own);
  });

  test("flags choose the profile and how tools are exposed, and a wrong one is told", async () => {
    const source = { env: {}, cwd: "/", home: "/" };
    const config = await loadConfig({ ...source, profile: "infrastructure", expose: "search" });
    expect(config.defaultProfile).toBe("infrastructure");
    expect(new Set(Object.values(config.profiles).map(({ expose }) => expose))).toEqual(new Set(["search"]));
    await expect(loadConfig({ ...source, profile: "infrastucture" })).rejects.toThrow(
      "Did you mean infrastructure? Accepted: default, sales-analyst",
    );
  });
});

describe("entries", () => {
  test("SOPHIA_CONFIG names the file, and --config wins", async () => {
    files.write("a.json", { mcpServers: { a: { command: "a" } } });
    files.write("b.json", { mcpServers: { b: { command: "b" } } });
    const env = { SOPHIA_CONFIG: "a.json" };
    expect(names(await loadConfig({ env, cwd: files.folder, home: "/" }))).toEqual(["a"]);
    expect(names(await files.load("b.json", { env }))).toEqual(["b"]);
  });

  test("Cursor's and Claude Desktop's forms become servers, with variables filled in everywhere", async () => {
    const env = { TOKEN: "t-1", HOST: "example.com", EMPTY: "" };
    expect(
      await only(
        {
          command: "${userHome}/bin/run",
          args: ["--token=${TOKEN}", "${NOT:-a b}", "${EMPTY:-c}", "$HOME {x}"],
          env: { KEY: "${env:TOKEN}", PORT: 8080 },
          cwd: "sub",
          timeoutSeconds: 5,
          idleMinutes: 2,
          tools: { "slow_*": { timeoutSeconds: 600 } },
        },
        env,
      ),
    ).toMatchObject({
      kind: "command",
      prefix: "x",
      command: `${files.path("home")}/bin/run`,
      args: ["--token=t-1", "a b", "c", "$HOME {x}"],
      env: { KEY: "t-1", PORT: "8080" },
      cwd: files.path("sub"),
      timeoutMs: 5000,
      idleMs: 120_000,
      toolTimeouts: [{ match: "slow_*", timeoutMs: 600_000 }],
      pin: "changed",
    });
    const remote = { url: "https://${HOST}/mcp", headers: { Authorization: "Bearer ${TOKEN}" } };
    expect(await only({ ...remote, type: "sse" }, env)).toMatchObject({
      kind: "url",
      url: "https://example.com/mcp",
      transport: "sse",
      headers: { Authorization: "Bearer t-1" },
    });
    expect(
      await only({ serverUrl: "http://h/", auth: { CLIENT_ID: "${TOKEN}", scopes: ["r"] } }, env),
    ).toMatchObject({
      kind: "url",
      transport: "auto",
      oauth: { clientId: "t-1", scopes: ["r"] },
    });
    expect(await only({ image: "ghcr.io/a/b:1", volumes: ["~/d:/d:ro"], prefix: "" })).toMatchObject({
      kind: "image",
      image: "ghcr.io/a/b:1",
      network: "bridge",
      volumes: [`${files.path("home")}/d:/d:ro`],
      prefix: "",
    });
  });

  test("VS Code's file, comments, trailing commas and a byte order mark are read", async () => {
    files.write(
      "mcp.json",
      '\uFEFF{ // mine\n "inputs": [],\n "servers": { "a": { "type": "stdio", "command": "a", }, },\n}',
    );
    expect(names(await files.load())).toEqual(["a"]);
  });

  test("an envFile is read, and env wins over it", async () => {
    files.write(".env", "A=1\nB='two words'\n");
    expect(await only({ command: "x", envFile: ".env", env: { A: "${Z:-9}" } })).toMatchObject({
      env: { A: "9", B: "two words" },
    });
  });

  test.each([
    ["its name alone", "linear", {}, { isolation: "inline", prefix: "" }],
    [
      "npx",
      "mine",
      { command: "npx", args: ["-y", "@sophia-mcp/linear@0.1.0"] },
      { isolation: "inline", prefix: "" },
    ],
    [
      "npx on Windows",
      "m",
      { command: "cmd", args: ["/c", "npx.cmd", "@sophia-mcp/linear"] },
      { isolation: "inline" },
    ],
    [
      "isolation",
      "m",
      { builtIn: "linear", isolation: "process" },
      { isolation: "process", idleMs: 600_000 },
    ],
    [
      "flags of its bin",
      "m",
      { command: "npx", args: ["-y", "@sophia-mcp/linear", "--read-only"] },
      { isolation: "process", args: ["--read-only"] },
    ],
  ])("a built-in server is known by %s", async (_, name, entry, wanted) => {
    const env = { LINEAR_TIMEOUT_SECONDS: "100" };
    expect(await only(entry, env, name)).toMatchObject({
      kind: "builtIn",
      builtIn: "linear",
      title: "Linear",
      name,
      timeoutMs: 115_000,
      ...wanted,
    });
  });

  test("of two accounts of one system one keeps its tools' names, whatever the order", async () => {
    const [a, b] = [{ builtIn: "slack" }, { builtIn: "slack" }];
    for (const mcpServers of [
      { slack: a, other: b },
      { other: b, slack: a },
    ]) {
      files.write("mcp.json", { mcpServers });
      const { servers } = await files.load();
      expect(new Map(servers.map(({ name, prefix }) => [name, prefix]))).toEqual(
        new Map([
          ["slack", ""],
          ["other", "other"],
        ]),
      );
    }
  });

  test.each([
    [{ mcpServers: {} }, nine],
    [{ mcpServers: { a: { command: "a" } } }, ["a"]],
    [{ mcpServers: { a: { command: "a" } }, builtIns: ["github", "slack"] }, ["slack", "github", "a"]],
    [
      { mcpServers: { gong: { disabled: true }, linear: { url: "http://l/" } }, builtIns: true },
      [...nine.filter((n) => n !== "gong" && n !== "linear"), "linear"],
    ],
    [{ builtIns: false }, []],
    [{ mcpServers: { sophia: { command: "npx", args: ["-y", "@sophia-mcp/gateway"] } } }, nine],
  ])("%j serves %j", async (content, wanted) => {
    files.write("mcp.json", content);
    expect(names(await files.load())).toEqual(wanted);
  });

  test("keys that mean something to JavaScript have no effect", async () => {
    files.write(
      "mcp.json",
      '{"__proto__": {"builtIns": true}, "audit": {"__proto__": {"enabled": true}}, "search": {"\\u005f_proto__": 1}, "mcpServers": {"__proto__": {"command": "evil"}, "constructor": {"command": "evil"}, "a": {"command": "a", "env": {"__proto__": "1"}, "__proto__": {"cwd": "/"}}}, "profiles": {"__proto__": {"readOnly": true}}}',
    );
    const config = await files.load();
    expect(names(config)).toEqual(["a"]);
    expect(config.servers[0]).toMatchObject({ cwd: undefined });
    expect(JSON.stringify(config)).not.toMatch(/evil|__proto__/);
    expect(Object.keys(config.profiles)).toHaveLength(4);
    expect("command" in {}).toBe(false);
  });
});

describe("other files", () => {
  test("are taken over with what clients share, their own doubles, and without the gateway itself", async () => {
    files.write("cursor.json", {
      mcpServers: {
        a: { command: "theirs" },
        b: { command: "b", disabledTools: ["x"], pin: "off", timeout: 3 },
        sophia: { command: "sophia-mcp" },
      },
    });
    files.write("settings.json", { "editor.tabSize": 2, mcp: { servers: { c: { url: "http://c/" } } } });
    files.write("mcp.json", {
      mcpServers: { a: { command: "ours" } },
      import: ["cursor.json", "settings.json"],
    });
    const config = await files.load();
    expect(names(config)).toEqual(["a", "b", "c"]);
    expect(config.servers).toMatchObject([{ command: "ours" }, { pin: "changed", timeoutMs: 60_000 }, {}]);
    expect(config.imported).toEqual([files.path("cursor.json"), files.path("settings.json")]);
    expect(config.notes).toEqual([
      expect.stringContaining("mcpServers.b.disabledTools is not taken over"),
      expect.stringContaining('"a" is left out'),
      expect.stringContaining('"sophia" is this gateway itself'),
    ]);
  });

  test("take down nothing when they cannot be read", async () => {
    files.write("broken.json", "{");
    files.write("mcp.json", { mcpServers: { a: { command: "a" } }, import: ["broken.json", "none.json"] });
    const config = await files.load();
    expect(names(config)).toEqual(["a"]);
    expect(config.unread).toEqual([files.path("broken.json"), files.path("none.json")]);
  });

  test.skipIf(process.platform === "win32")(
    "a file that everybody may write is told (Windows has no such mode)",
    async () => {
      chmodSync(files.write("mcp.json", {}), 0o666);
      expect((await files.load()).notes[0]).toContain("could start programs with it");
    },
  );
});

describe("profiles", () => {
  test("one of the name of a shipped profile replaces it; expose counts where one does not say it", async () => {
    files.write("mcp.json", {
      expose: "auto",
      defaultProfile: "mine",
      profiles: {
        mine: { deny: ["x_*"], expose: "all" },
        "sales-analyst": { confirm: { access: ["write"] } },
      },
    });
    const { profiles, defaultProfile } = await files.load();
    expect(defaultProfile).toBe("mine");
    expect(profiles.mine).toMatchObject({
      name: "mine",
      title: "mine",
      deny: ["x_*"],
      expose: "all",
      readOnly: false,
    });
    expect(profiles["sales-analyst"]).toMatchObject({
      readOnly: false,
      groups: [],
      confirm: { access: ["write"], tools: [] },
      expose: "auto",
    });
    expect(profiles["sales-analyst"]?.servers).toBeUndefined();
  });
});

const print = async (entry: unknown, env?: Record<string, string>) => (await only(entry, env)).fingerprint;

describe("the fingerprint", () => {
  test("changes with what decides the tools, and with nothing else", async () => {
    const entry = { command: "x", args: ["a"], env: { A: "1", B: "2" } };
    const base = await print(entry);
    expect(base).toMatch(/^[0-9a-f]{32}$/);
    expect(
      await print({ env: { B: "2", A: "1" }, args: ["a"], command: "x", timeoutSeconds: 9, title: "t" }),
    ).toBe(base);
    const others = [
      { ...entry, command: "y" },
      { ...entry, args: ["a", "b"] },
      { ...entry, args: [], env: { ...entry.env } },
      { ...entry, env: { A: "1", B: "3" } },
      { ...entry, env: { A: "2", B: "1" } },
      { image: "x", args: ["a"], env: entry.env },
      { url: "http://x/" },
      { url: "http://x/", headers: { k: "v" } },
    ];
    const prints = [base];
    for (const other of others) prints.push(await print(other));
    expect(new Set(prints).size).toBe(prints.length);
  });

  test("is the same for another value of a header, and holds no secret", async () => {
    const entry = { url: "http://x/", headers: { Authorization: "Bearer ${T}" } };
    expect(await print(entry, { T: "one" })).toBe(await print(entry, { T: "two" }));
  });
});
