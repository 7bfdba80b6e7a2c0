import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { ImageServer } from "../../config/types.ts";
import { openLink, type Link } from "../../relay/link.ts";
import type { ChannelEnd } from "../channel.ts";
import { createContainer } from "./container.ts";

const folder = mkdtempSync(join(tmpdir(), "sophia-image-"));
const { PATH = "" } = process.env;
const links: Link[] = [];
afterEach(async () => {
  await Promise.all(links.splice(0).map((link) => link.close()));
});
afterAll(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true, force: true });
});

/** Notes how it was called, and runs what stands behind the image's name as the container would. */
const engine = `#!${process.execPath}
const { appendFileSync, existsSync } = require("node:fs");
const { spawn } = require("node:child_process");
const args = process.argv.slice(2);
const folder = ${JSON.stringify(folder)};
appendFileSync(folder + "/calls", JSON.stringify({ args, env: process.env }) + "\\n");
if (args[0] === "image") process.exit(args.at(-1) === "here" || existsSync(folder + "/pulled") ? 0 : 1);
if (args[0] === "pull") {
  if (args.at(-1) === "nowhere") { console.error("Error response from daemon: pull access denied"); process.exit(1); }
  appendFileSync(folder + "/pulled", args.at(-1));
}
if (args[0] === "ps") console.log(process.env.DOCKER_STALE ?? "");
if (args[0] === "run") {
  const image = args.findIndex((arg, i) => i > 0 && !arg.startsWith("-"));
  if (args[image + 1] === "refused") {
    console.error("docker: Error response from daemon: no such network.\\n\\nRun 'docker run --help' for more information");
    process.exit(125);
  }
  spawn(process.execPath, args.slice(image + 1), { stdio: "inherit" }).on("exit", (code) => process.exit(code ?? 1));
}
`;

/** Answers everything with its own environment. */
const server = `
require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method } = JSON.parse(line);
  if (id === undefined) return;
  const opening = { protocolVersion: "2025-11-25", capabilities: {}, token: process.env.API_TOKEN };
  console.log(JSON.stringify(method === "initialize" ? { jsonrpc: "2.0", id, result: opening } : { jsonrpc: "2.0", id, error: { code: -32601, message: "no" } }));
});
`;

beforeAll(() => {
  writeFileSync(join(folder, "docker"), engine);
  chmodSync(join(folder, "docker"), 0o755);
  writeFileSync(join(folder, "server.cjs"), server);
});

const image = (given: Partial<ImageServer> = {}): ImageServer => ({
  kind: "image",
  name: "boxed",
  title: "Boxed",
  prefix: "boxed",
  timeoutMs: 5000,
  toolTimeouts: [],
  idleMs: 0,
  pin: "off",
  fingerprint: "0",
  image: "here",
  args: [join(folder, "server.cjs")],
  env: {},
  volumes: [],
  network: "bridge",
  memory: "1g",
  pids: 256,
  writable: false,
  ...given,
});

async function open(given: Partial<ImageServer> = {}, path = folder) {
  process.env.PATH = path;
  rmSync(join(folder, "calls"), { force: true });
  const ends: ChannelEnd[] = [];
  const channel = createContainer(image(given), () => undefined);
  try {
    const link = await openLink(
      channel,
      {
        ask: () => Promise.resolve({ result: {} }),
        notified: () => undefined,
        closed: (end) => void ends.push(end),
      },
      { prefer: "legacy", client: { name: "test", version: "1" }, capabilities: {}, timeoutMs: 5000 },
    );
    links.push(link);
    return link;
  } finally {
    process.env.PATH = PATH;
  }
}

const calls = () =>
  readFileSync(join(folder, "calls"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { args: string[]; env: Record<string, string> });
const call = (word: string) => calls().find(({ args }) => args[0] === word);

test("a container gets what its entry names and no right besides, and values only by their names", async () => {
  process.env.GATEWAY_SECRET = "of the gateway";
  const volumes = ["/tmp/data:/data:ro", "/tmp/more:/more"];
  const link = await open({
    env: { API_TOKEN: "top-secret", MODE: "read only" },
    volumes,
    network: "none",
    memory: "64m",
    pids: 12,
  });
  delete process.env.GATEWAY_SECRET;
  expect(link.opening.result.token).toBe("top-secret");
  const run = call("run");
  const flags = run?.args.filter((arg) => arg.startsWith("--"));
  expect(flags).toEqual([
    "--interactive",
    "--rm",
    "--init",
    "--pull=never",
    expect.stringMatching(new RegExp(`^--name=sophia-mcp-boxed-${process.pid}-[0-9a-f]{8}$`)),
    `--label=io.github.sophia-mcp.host=${hostname()}`,
    "--network=none",
    "--cap-drop=ALL",
    "--security-opt=no-new-privileges",
    "--read-only",
    "--tmpfs=/tmp",
    "--memory=64m",
    "--pids-limit=12",
    "--env=API_TOKEN",
    "--env=MODE",
    "--volume=/tmp/data:/data:ro",
    "--volume=/tmp/more:/more",
  ]);
  expect(run?.args.slice(-2)).toEqual(["here", join(folder, "server.cjs")]);
  expect(run?.env).toMatchObject({ API_TOKEN: "top-secret", MODE: "read only" });
  for (const { args, env } of calls()) {
    expect(args.join(" ")).not.toContain("top-secret");
    expect(env).not.toHaveProperty("GATEWAY_SECRET");
  }
});

test("the engine is reached as the gateway's own environment says", async () => {
  process.env.DOCKER_HOST = "tcp://engine.example:2376";
  await open({ writable: true });
  delete process.env.DOCKER_HOST;
  expect(calls().map(({ env }) => env.DOCKER_HOST)).not.toContain(undefined);
  expect(call("run")?.args).not.toContain("--read-only");
});

test("a variable that would lead the engine's client elsewhere is refused by name", async () => {
  await expect(open({ env: { DOCKER_HOST: "tcp://evil.example" } })).rejects.toThrow(
    "cannot be given DOCKER_HOST",
  );
});

test("an image that is not there is pulled first; one that cannot be is named", async () => {
  await open({ image: "there" });
  expect(calls().map(({ args }) => args[0])).toEqual(expect.arrayContaining(["image", "pull", "run"]));
  rmSync(join(folder, "pulled"));
  await expect(open({ image: "nowhere" })).rejects.toThrow(
    "nowhere could not be pulled: Error response from daemon",
  );
  expect(call("run")).toBeUndefined();
});

test("what a gateway that is gone left behind is removed; what runs is left alone", async () => {
  const dead = spawnSync(process.execPath, ["--version"]).pid;
  const stale = `sophia-mcp-boxed-${dead}-00000000`;
  process.env.DOCKER_STALE = `${stale}\nsophia-mcp-other-${process.pid}-00000000\nsomebody-else`;
  await open();
  delete process.env.DOCKER_STALE;
  expect(call("rm")?.args).toEqual(["rm", "--force", stale]);
});

test("its end removes it", async () => {
  const link = await open();
  const name = call("run")
    ?.args.find((arg) => arg.startsWith("--name="))
    ?.slice(7);
  process.env.PATH = folder;
  await link.close();
  process.env.PATH = PATH;
  expect(call("rm")?.args).toEqual(["rm", "--force", name]);
});

test("what the engine refuses is said in its words, and nothing has run", async () => {
  await expect(open({ args: ["refused"] })).rejects.toMatchObject({
    ran: "no",
    message: "could not be started: docker: Error response from daemon: no such network.",
  });
});

test("without an engine it says what to install", async () => {
  const empty = mkdtempSync(join(folder, "empty-"));
  await expect(open({}, empty)).rejects.toThrow(
    "needs Docker or Podman to run here, and neither is on the PATH",
  );
});

const isReal =
  spawnSync("docker", ["version", "--format", "{{.Server.Version}}"], { timeout: 10_000 }).status === 0;
const real = "node:24-alpine";
const isThere = isReal && spawnSync("docker", ["image", "inspect", real], { timeout: 10_000 }).status === 0;

test("a real engine runs it", async ({ skip }) => {
  if (!isThere) {
    process.stderr.write(
      `not shown with a real engine: ${isReal ? `there is no image ${real}` : "none is running"}\n`,
    );
    skip();
  }
  expect(existsSync("/var/run/docker.sock") || process.env.DOCKER_HOST !== undefined).toBe(true);
  const link = await open(
    {
      image: real,
      args: ["node", "/server/server.cjs"],
      env: { API_TOKEN: "top-secret" },
      volumes: [`${folder}:/server:ro`],
      network: "none",
    },
    PATH,
  );
  expect(link.opening.result.token).toBe("top-secret");
});
