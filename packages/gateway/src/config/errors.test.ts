import { ConfigError } from "@sophia-mcp/core/errors";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFiles } from "./files.fixture.ts";

let files: ReturnType<typeof temporaryFiles>;
beforeEach(() => {
  files = temporaryFiles();
});
afterEach(() => files.remove());

async function refused(text: string, file = "mcp.json"): Promise<string> {
  files.write("mcp.json", text);
  const error: unknown = await files.load(file).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ConfigError);
  return (error as Error).message.replaceAll(`${files.folder}/`, "");
}

test.each([
  ["", "mcp.json:1:1: the file is empty. Accepted: at least {}."],
  ["[]", 'mcp.json:1:1: not a configuration. Accepted: an object, {"mcpServers": {...}}.'],
  ['{\n  "mcpServers": {\n    "a" {}\n  }\n}', "mcp.json:3:9: not JSON: colon expected."],
  [
    '{\n  "mcpServer": {}\n}',
    'mcp.json:2:3: mcpServer: unknown key. Did you mean "mcpServers"? Accepted: $schema, mcpServers, servers,',
  ],
  [
    '{ // why\n  "audit": { "onFailure": "stop" } }',
    'mcp.json:2:27: audit.onFailure: "stop" is not accepted. Accepted: continue, refuse.',
  ],
  [
    '{"search": {"deadlineMs": 5}}',
    "mcp.json:1:27: search.deadlineMs: 5 is not accepted. Accepted: a number from 50 to 60000.",
  ],
  ['{"parallelStarts": 1.5}', "parallelStarts: 1.5 is not accepted. Accepted: a whole number from 1 to 64."],
  ['{"profiles": {"p": {"readonly": true}}}', 'profiles.p.readonly: unknown key. Did you mean "readOnly"?'],
  [
    '{"defaultProfile": "defualt"}',
    'mcp.json:1:20: defaultProfile: unknown profile. Did you mean "default"?',
  ],
  ['{"builtIns": [\n"slak"]}', 'mcp.json:2:1: builtIns.0: unknown built-in server. Did you mean "slack"?'],
  ['{"import": "a.json"}', 'import: "a.json" is not accepted. Accepted: a list.'],
])("%j is refused as a whole", async (text, wording) => {
  expect(await refused(text)).toContain(wording);
});

test("a file that is not there is named", async () => {
  expect(await refused("{}", "none.json")).toContain("none.json does not exist. Pass another with --config.");
});

test.each([
  [{ command: "x", timeoutSecond: 3 }, 'bad.timeoutSecond: unknown key. Did you mean "timeoutSeconds"?'],
  [{ command: "x", args: "-y" }, 'bad.args: "-y" is not accepted. Accepted: a list.'],
  [
    { command: "x", env: { A: null } },
    "bad.env.A: null is not accepted. Accepted: text or a number or true or false.",
  ],
  [{ command: "x", search: { tool: "t" } }, 'bad.search: "query" is missing.'],
  [{ command: "x", prefix: "a b" }, "bad.prefix: is not accepted. Accepted: text like"],
  ["x", 'bad: "x" is not accepted. Accepted: an object.'],
  [{ command: "x", env: { T: "${NOT_SET}" } }, "bad.env.T: the variable NOT_SET is not set."],
  [
    { command: "x", args: ["${input:key}"] },
    "bad.args.0: ${input:key} stands for nothing here. Accepted: ${VAR},",
  ],
  [{ command: "x", envFile: "no.env" }, "no.env cannot be read (ENOENT)."],
  [{ command: "x", env: { "A=B": "1" } }, "bad.env.A=B: cannot be a variable."],
  [{ command: "x", url: "http://x/" }, "names command and url. Accepted: one of them."],
  [{ command: "x", type: "sse" }, "a command speaks over stdio, not over sse."],
  [{ url: "ftp://x/" }, "bad.url: is no address."],
  [{ url: "${NOT_SET}" }, "bad.url: the variable NOT_SET is not set."],
  [{ url: "http://x/", headers: { A: "${TOKEN}\r\nB: c" } }, "bad.headers.A: cannot be a header"],
  [{ image: "--privileged" }, "bad.image: is not accepted."],
  [{ image: "${FLAG}" }, "bad.image: begins with -."],
  [{ builtIn: "githb" }, 'bad.builtIn: unknown. Did you mean the built-in server "github"?'],
  [{}, "bad: says nothing to start."],
  [
    { command: "npx", args: ["@sophia-mcp/slack", "--read-only"], isolation: "inline" },
    "bad.isolation: flags are read by a process alone.",
  ],
])("%j takes down itself alone", async (bad, wording) => {
  files.write("mcp.json", { mcpServers: { bad, good: { command: "good" }, slack: {} } });
  const { servers } = await files.load("mcp.json", { env: { TOKEN: "sekret-1", FLAG: "--privileged" } });
  expect(servers.map(({ name, kind }) => `${name} ${kind}`).sort()).toEqual([
    "bad broken",
    "good command",
    "slack builtIn",
  ]);
  const broken = servers.find((server) => server.kind === "broken");
  expect(broken?.reason).toContain(wording);
  expect(broken?.reason).toMatch(/mcp\.json:\d+:\d+: mcpServers\.bad/);
  expect(broken?.reason).not.toContain("sekret-1");
});

test("a built-in stays usable without its variable, never falls back to another account's, and says so", async () => {
  files.write("mcp.json", { mcpServers: { slack: { env: { SLACK_BOT_TOKEN: "${MISSING_ONE}" } } } });
  const { servers, notes } = await files.load("mcp.json", { env: { SLACK_BOT_TOKEN: "xoxb-other" } });
  expect(servers).toMatchObject([{ kind: "builtIn", env: { SLACK_BOT_TOKEN: "" } }]);
  expect(notes[0]).toMatch(
    /mcp\.json:5:28: mcpServers\.slack\.env\.SLACK_BOT_TOKEN: the variable MISSING_ONE/,
  );
});

test("a profile that names a server that is not there is told, not refused", async () => {
  files.write("mcp.json", {
    mcpServers: { files: { command: "x" } },
    profiles: { p: { servers: ["files", "fles", "slack"] } },
  });
  const { notes } = await files.load();
  expect(notes).toEqual([
    expect.stringContaining('profiles.p.servers.1: unknown server. Did you mean "files"? Accepted: files.'),
  ]);
});
