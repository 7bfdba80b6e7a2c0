import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { getNodeValue, parseTree } from "jsonc-parser";
import { describe, expect, test } from "vitest";
import { parseArguments } from "../src/clients/arguments.ts";
import { makeEntries } from "../src/clients/entries.ts";
import { claudeCodeFile, claudeDesktopFile, cursorFile, vscodeFile, windsurfFile } from "./clients-files.ts";
import { makeHome } from "./clients-home.ts";

interface Entry {
  command: string;
  args: string[];
  env?: Record<string, string>;
}
type File = Record<string, Record<string, Entry>> & { inputs?: { id: string; password: boolean }[] };

const parse = (text: string): File => {
  const root = parseTree(text, [], { allowTrailingComma: true });
  if (!root) throw new Error("no value");
  return getNodeValue(root) as File;
};

const clients = [
  ["cursor", ".cursor/mcp.json", cursorFile, "mcpServers", "${env:HUBSPOT_ACCESS_TOKEN}"],
  ["cursor --project", "project/.cursor/mcp.json", cursorFile, "mcpServers", "${env:HUBSPOT_ACCESS_TOKEN}"],
  ["claude-code", ".claude.json", claudeCodeFile, "mcpServers", "${HUBSPOT_ACCESS_TOKEN:-}"],
  ["claude-code --project", "project/.mcp.json", claudeCodeFile, "mcpServers", "${HUBSPOT_ACCESS_TOKEN:-}"],
  ["vscode", ".config/Code/User/mcp.json", vscodeFile, "servers", "${input:hubspot-access-token}"],
  ["vscode --project", "project/.vscode/mcp.json", vscodeFile, "servers", "${input:hubspot-access-token}"],
  [
    "windsurf",
    ".codeium/windsurf/mcp_config.json",
    windsurfFile,
    "mcpServers",
    "${env:HUBSPOT_ACCESS_TOKEN}",
  ],
] as const;

describe.each(clients)("%s", (client, path, content, key, reference) => {
  test("gets an entry beside everything that is there, and loses it again without a trace", async () => {
    using home = makeHome();
    home.put(path, content);
    const { code, stdout } = await home.run(`${client} --servers hubspot --yes`, {
      HUBSPOT_ACCESS_TOKEN: "pat-na1-the-real-secret",
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^--- .*\n\+\+\+ /);
    const after = home.read(path);
    const { hubspot, ...others } = parse(after)[key] ?? {};
    expect(others).toEqual(parse(content)[key]);
    expect(hubspot).toMatchObject({
      command: "npx",
      args: ["-y", "@sophia-mcp/hubspot"],
      env: { HUBSPOT_ACCESS_TOKEN: reference },
    });
    // Line by line: nothing that was there is gone, but for a comma that it took.
    if (content.includes("\n"))
      for (const line of content.split("\n")) expect(after).toContain(line.trimEnd());
    expect(after + stdout).not.toContain("pat-na1-the-real-secret");

    expect((await home.run(`${client} --servers hubspot --yes`)).stdout).toContain("Nothing to do");
    expect((await home.run(`${client} --servers hubspot --remove --yes`)).code).toBe(0);
    expect(home.read(path)).toBe(content);
  });

  test("gets a file where there is none, and undoing removes it", async () => {
    using home = makeHome();
    const { code } = await home.run(`${client} --sandbox --read-only --profile sales --expose search --yes`);
    expect(code).toBe(0);
    const sophia = parse(home.read(path))[key]?.sophia;
    expect(sophia).toMatchObject({
      command: "npx",
      args: [
        "-y",
        "@sophia-mcp/gateway",
        "--sandbox",
        "--read-only",
        "--profile",
        "sales",
        "--expose",
        "search",
      ],
    });
    expect(sophia?.env).toBeUndefined();
    expect((await home.run(`${client} --undo --yes`)).code).toBe(0);
    expect(home.has(path)).toBe(false);
  });
});

test("VS Code asks for secrets without echo, once for what two entries share, and the inputs go with the last", async () => {
  using home = makeHome();
  const path = "project/.vscode/mcp.json";
  home.put(path, vscodeFile);
  await home.run("vscode --project --servers gong --yes");
  await home.run("vscode --project --credentials gong --yes");
  const ids = () => parse(home.read(path)).inputs?.map(({ id, password }) => [id, password]);
  const gong = [
    ["gong-access-key", true],
    ["gong-access-key-secret", true],
  ];
  expect(ids()).toEqual([["perplexity-key", true], ...gong]);
  await home.run("vscode --project --servers gong --remove --yes");
  expect(ids()).toEqual([["perplexity-key", true], ...gong]);
  await home.run("vscode --project --remove --yes");
  expect(home.read(path)).toBe(vscodeFile);
});

describe("Claude Desktop, which has no references", () => {
  const path = ".config/Claude/claude_desktop_config.json";

  test("gets the names of files that hold the secrets", async () => {
    using home = makeHome();
    home.put(path, claudeDesktopFile);
    const { code, stdout } = await home.run("claude-desktop --servers snowflake --yes", {
      SNOWFLAKE_ACCOUNT: "myorg-shop",
      SNOWFLAKE_USER: "mcp_agent",
      SNOWFLAKE_PASSWORD: "the-real-secret",
    });
    expect(code).toBe(0);
    const file = `${home.home}/state/secrets/SNOWFLAKE_PASSWORD`;
    expect(parse(home.read(path)).mcpServers?.snowflake?.env).toEqual({
      SNOWFLAKE_ACCOUNT: "myorg-shop",
      SNOWFLAKE_USER: "mcp_agent",
      SNOWFLAKE_PASSWORD_FILE: file,
    });
    expect(stdout).toContain(`readable by you alone: ${file}.`);
    expect(home.read(path) + stdout).not.toContain("the-real-secret");
    expect(home.has("state/secrets")).toBe(true);
  });

  test("names no system of which nothing is set, and says so", async () => {
    using home = makeHome();
    const { stdout } = await home.run("claude --yes");
    expect(parse(home.read(path)).mcpServers?.sophia?.env).toBeUndefined();
    expect(stdout).toContain("--credentials hubspot,slack");
  });

  test("hands secrets to a container from one file", async () => {
    using home = makeHome();
    const { stdout } = await home.run("claude --run docker --servers linear --print");
    expect(parse(stdout).mcpServers?.linear).toEqual({
      command: "docker",
      args: [
        "run",
        "-i",
        "--rm",
        "--env-file",
        `${home.home}/state/secrets/docker.env`,
        "ghcr.io/sophia-mcp/linear",
      ],
    });
  });
});

test("a container gets variables by name, never by value", async () => {
  using home = makeHome();
  const { stdout } = await home.run("cursor --run docker --credentials slack --env TEAM=shop --print", {
    SLACK_BOT_TOKEN: "xoxb-the-real-secret",
  });
  expect(parse(stdout).mcpServers?.sophia).toEqual({
    command: "docker",
    args: ["run", "-i", "--rm", "-e", "SLACK_BOT_TOKEN", "-e", "TEAM", "ghcr.io/sophia-mcp/gateway"],
    env: { SLACK_BOT_TOKEN: "${env:SLACK_BOT_TOKEN}", TEAM: "shop" },
  });
});

test.each([
  ["claude-code", "cmd", ["/c", "npx", "-y", "@sophia-mcp/gateway", "--sandbox"]],
  ["cursor", "npx", ["-y", "@sophia-mcp/gateway", "--sandbox"]],
] as const)("%s on Windows starts npx by %s", async (client, command, args) => {
  const place = { env: {}, platform: "win32" as const, secrets: "" };
  const { entries } = await makeEntries(client, parseArguments([client, "--sandbox"]), place);
  expect(entries).toEqual({ sophia: { command, args } });
});

test("an entry of this checkout starts as it is written", async () => {
  using home = makeHome();
  await home.run("cursor --servers linear --run checkout --sandbox --yes");
  const entry = parse(home.read(".cursor/mcp.json")).mcpServers?.linear;
  const client = new Client({ name: "cursor", version: "1" });
  await client.connect(new StdioClientTransport({ command: "", ...entry, stderr: "ignore" }));
  try {
    const answer = await client.callTool({ name: "linear_get_me", arguments: {} });
    expect(answer.isError).toBeFalsy();
  } finally {
    await client.close();
  }
});

test("several servers come in one change", async () => {
  using home = makeHome();
  await home.run("cursor --servers hubspot,slack --yes", { SLACK_BOT_TOKEN: "x" });
  const { hubspot, slack } = parse(home.read(".cursor/mcp.json")).mcpServers ?? {};
  expect(hubspot?.args).toEqual(["-y", "@sophia-mcp/hubspot"]);
  // The way to authenticate that this machine is set up for.
  expect(slack?.env).toEqual({ SLACK_BOT_TOKEN: "${env:SLACK_BOT_TOKEN}" });
});

test("an entry that was changed by hand keeps what was added and the values it has", async () => {
  using home = makeHome();
  const path = ".cursor/mcp.json";
  const mine = `{ "mcpServers": {
    "hubspot": {
      "command": "npx", "args": ["-y", "@sophia-mcp/hubspot"], // the CRM
      "disabled": true,
      "env": { "HUBSPOT_ACCESS_TOKEN": "typed-in-by-the-user", "HUBSPOT_BASE_URL": "http://127.0.0.1:1" }
    }
  } }`;
  home.put(path, mine);
  const { stdout } = await home.run("cursor --servers hubspot --read-only --yes");
  expect(home.read(path)).toBe(mine.replace('hubspot"]', 'hubspot", "--read-only"]'));
  expect(stdout).toContain("HUBSPOT_ACCESS_TOKEN stays as it is");
  expect(stdout).not.toContain("typed-in-by-the-user");

  await home.run("cursor --servers hubspot --replace --yes");
  expect(parse(home.read(path)).mcpServers?.hubspot).toEqual({
    command: "npx",
    args: ["-y", "@sophia-mcp/hubspot"],
    env: { HUBSPOT_ACCESS_TOKEN: "${env:HUBSPOT_ACCESS_TOKEN}" },
  });
  expect(home.read(path)).toContain("// the CRM");
});

test("without a client every file is listed with what it holds", async () => {
  using home = makeHome();
  await home.run("windsurf --sandbox --yes");
  home.put(".cursor/mcp.json", "{");
  const { code, stdout } = await home.run("--json");
  expect(code).toBe(0);
  const rows = JSON.parse(stdout) as { client: string; scope: string; state: string; entries: string[] }[];
  expect(rows.find((row) => row.client === "windsurf")?.entries).toEqual(["sophia"]);
  expect(rows.find((row) => row.client === "cursor" && row.scope === "user")?.state).toBe("malformed");
  expect((await home.run("")).stdout).toMatch(/^windsurf +user +sophia/m);
});
