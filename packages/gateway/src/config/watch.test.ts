import { spawn } from "node:child_process";
import { mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFiles } from "./files.fixture.ts";
import type { GatewayConfig } from "./types.ts";
import { watchConfig, type ConfigWatch } from "./watch.ts";

let files: ReturnType<typeof temporaryFiles>;
let watching: ConfigWatch | undefined;
beforeEach(() => {
  files = temporaryFiles();
});
afterEach(() => {
  watching?.close();
  files.remove();
});

const server = (command: string) => ({ mcpServers: { a: { command } } });

async function follow(apply: (config: GatewayConfig) => void = () => {}) {
  const applied: string[] = [];
  const rejected: string[] = [];
  watching = watchConfig(await files.load(), {
    load: () => files.load(),
    apply: (config) => {
      apply(config);
      applied.push(config.servers.map((one) => (one.kind === "command" ? one.command : one.kind)).join(" "));
    },
    rejected: (reason) => rejected.push(reason),
    settleMs: 30,
  });
  return { applied, rejected, watching };
}

test("a written file is taken over, and one that an editor puts in its place", async () => {
  files.write("mcp.json", server("one"));
  const { applied, rejected } = await follow();
  files.write("mcp.json", server("two"));
  await expect.poll(() => applied).toEqual(["two"]);
  for (const command of ["three", "four"]) {
    renameSync(files.write("mcp.json.tmp", server(command)), files.path("mcp.json"));
    await expect.poll(() => applied.at(-1)).toBe(command);
  }
  unlinkSync(files.path("mcp.json"));
  files.write("mcp.json", server("five"));
  await expect.poll(() => applied.at(-1)).toBe("five");
  expect(rejected.filter((reason) => !reason.includes("does not exist"))).toEqual([]);
});

test("an invalid file keeps the last good one and says why; mended, it is taken over", async () => {
  files.write("mcp.json", server("one"));
  const { applied, rejected } = await follow();
  files.write("mcp.json", '{\n  "mcpServers": {');
  await expect.poll(() => rejected[0]).toMatch(/last good one stays\. .*mcp\.json:2:\d+: not JSON/);
  files.write("mcp.json", { ...server("two"), expos: "all" });
  await expect.poll(() => rejected[1]).toContain('Did you mean "expose"?');
  expect(applied).toEqual([]);
  files.write("mcp.json", server("two"));
  await expect.poll(() => applied).toEqual(["two"]);
});

test("what is refused while it is applied leaves the one before, and is tried again with the next change", async () => {
  files.write("mcp.json", server("one"));
  const { applied, rejected } = await follow(({ parallelStarts }) => {
    if (parallelStarts === 9) throw new Error("too many");
  });
  files.write("mcp.json", { ...server("two"), parallelStarts: 9 });
  await expect.poll(() => rejected).toEqual([expect.stringContaining("too many")]);
  files.write("mcp.json", server("two"));
  await expect.poll(() => applied).toEqual(["two"]);
});

test("imported files are followed, also those that a reload adds; a broken one keeps what it gave", async () => {
  mkdirSync(files.path("sub"));
  files.write("mcp.json", server("one"));
  files.write("sub/theirs.json", { mcpServers: { b: { command: "b" } } });
  const { applied, rejected } = await follow();
  files.write("mcp.json", { ...server("one"), import: ["sub/theirs.json"] });
  await expect.poll(() => applied.at(-1)).toBe("one b");
  files.write("sub/theirs.json", { mcpServers: { b: { command: "c" } } });
  await expect.poll(() => applied.at(-1)).toBe("one c");
  files.write("sub/theirs.json", "{");
  await expect.poll(() => rejected.at(-1)).toMatch(/theirs\.json:1:\d+: not JSON/);
  expect(applied).toHaveLength(2);
});

test("a file that is replaced by turning a link of its folder, as Kubernetes does, is taken over", async () => {
  for (const [folder, command] of [
    ["v1", "one"],
    ["v2", "two"],
  ] as const) {
    mkdirSync(files.path(folder));
    writeFileSync(join(files.path(folder), "mcp.json"), JSON.stringify(server(command)));
  }
  symlinkSync("v1", files.path("data"));
  symlinkSync("data/mcp.json", files.path("mcp.json"));
  const { applied } = await follow();
  symlinkSync("v2", files.path("data.new"));
  renameSync(files.path("data.new"), files.path("data"));
  await expect.poll(() => applied).toEqual(["two"]);
});

test("nothing is applied when nothing changed, and a removed folder ends nothing", async () => {
  files.write("mcp.json", server("one"));
  const { applied, rejected, watching } = await follow();
  files.write("mcp.json", `${JSON.stringify(server("one"))}\n\n`);
  await watching.reload();
  expect(applied).toEqual([]);
  rmSync(files.folder, { recursive: true });
  await expect.poll(() => rejected.at(-1)).toContain("does not exist");
});

test("SIGHUP reads the file of a process that did not notice the change", async () => {
  files.write("mcp.json", server("one"));
  const program = `
    import { loadConfig } from ${JSON.stringify(join(import.meta.dirname, "load.ts"))};
    import { watchConfig } from ${JSON.stringify(join(import.meta.dirname, "watch.ts"))};
    const load = () => loadConfig({ file: process.argv[1], env: {}, cwd: "/", home: "/" });
    const say = (text) => process.stdout.write(text + "\\n");
    watchConfig(await load(), { load, apply: (config) => say(config.servers[0].command), rejected: say, settleMs: 1e9 });
    setInterval(() => {}, 1000);
    say("ready");
  `;
  const args = [
    "--conditions=@sophia-mcp/source",
    "--input-type=module",
    "-e",
    program,
    files.path("mcp.json"),
  ];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  try {
    let output = "";
    child.stdout.on("data", (text: Buffer) => (output += String(text)));
    await expect.poll(() => output, { timeout: 15_000 }).toBe("ready\n");
    files.write("mcp.json", server("two"));
    child.kill("SIGHUP");
    await expect.poll(() => output, { timeout: 5000 }).toBe("ready\ntwo\n");
    expect(child.exitCode).toBeNull();
  } finally {
    child.kill("SIGKILL");
  }
});
