/**
 * `npm run readme [-- --all] [--images] [--require]`: types what README.md tells a user to type, starts every entry that stands
 * in it, and drives each with a real client. A command or an entry that no step tries is a failure.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { clients } from "@sophia-mcp/core/flags";
import { clientPath } from "@sophia-mcp/gateway/clients/places";
import { startSandbox } from "@sophia-mcp/sandbox/sandbox";
import { loadProducts } from "./definitions.ts";
import { notDone } from "./images-debian.ts";
import { freePort } from "./images-drive.ts";
import { NoEngineError } from "./images-engine.ts";
import { openBundle } from "./mcpb.ts";
import { published, isServer } from "./metadata.ts";
import { pack } from "./packages.ts";
import { blocksOf, commandsOf, entriesOf, type Entry } from "./readme-blocks.ts";
import { driveEntry, goneFrom, run } from "./readme-drive.ts";
import { tryImages } from "./readme-images.ts";

const root = resolve(import.meta.dirname, "..");
const { values: flags } = parseArgs({
  options: {
    all: { type: "boolean", default: false },
    images: { type: "boolean", default: false },
    require: { type: "boolean", default: false },
  },
});
const page = readFileSync(join(root, "README.md"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "sophia-readme-"));
const sandbox = await startSandbox();
/** A user's machine with credentials of every system, and nothing of whoever runs this. */
const env: Record<string, string> = {
  PATH: process.env.PATH ?? "",
  HOME: folder,
  SOPHIA_STATE_DIR: join(folder, "state"),
  // What a package needs and does not bring would have to come from here.
  npm_config_offline: "true",
  npm_config_update_notifier: "false",
  ...sandbox.env,
};
const tried = new Set<string>();
let failed = 0;
const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function step(name: string, work: () => Promise<string>): Promise<void> {
  const started = performance.now();
  try {
    const said = await work();
    print(`ok   ${name}: ${said} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failed++;
    print(`FAIL ${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The commands of the page that fit, each of which counts as tried. */
function commands(pattern: RegExp): string[] {
  const found = commandsOf(page)
    .map(({ text }) => text)
    .filter((text) => pattern.test(text));
  if (found.length === 0) throw new Error(`README.md has no command like ${String(pattern)}`);
  for (const text of found) tried.add(text);
  return found;
}

function shell(command: string): string {
  const { status, stdout, stderr } = spawnSync("sh", ["-c", command], { cwd: root, env, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command}\n${stdout}${stderr}`);
  return stdout;
}

/** The entries of the page whose arguments fit, each of which counts as tried. */
function entries(fits: (entry: Entry) => boolean): [string, Entry][] {
  return blocksOf(page)
    .filter(({ language }) => language === "json")
    .flatMap(({ text }) => {
      const found = Object.entries(entriesOf(text)).filter(([, entry]) => fits(entry));
      if (found.length > 0) tried.add(text);
      return found;
    });
}

const productOf = (name: string): string => (name === "sophia" ? "gateway" : name);
const withSandbox = (entry: Entry): Entry =>
  entry.args.includes("--sandbox") ? entry : { ...entry, args: [...entry.args, "--sandbox"] };

async function tryStart(): Promise<string> {
  const [command = ""] = commands(/^npm ci && npm start$/);
  const port = await freePort();
  // What is installed here came by the first half.
  const second = command.replace("npm ci && ", "");
  const running = run(second, root, { ...env, PORT: String(port) });
  try {
    const [, line = ""] = await running.prints(/^ {2}(curl .*)$/m);
    await running.prints(/Stop with Ctrl-C/);
    const answer = shell(line);
    if (!answer.includes("<data from=")) throw new Error(`the line to try answered ${answer}`);
    const [json] = await running.prints(/^ {2}\{$[\s\S]*?^ {2}\}$/m);
    const [[name, entry] = []] = Object.entries(entriesOf(json));
    if (name === undefined || !entry) throw new Error("it prints no entry");
    const tools = await driveEntry(productOf(name), entry, env);
    const shown = await fetch(`http://127.0.0.1:${port}/`);
    if (!(await shown.text()).startsWith("<!doctype html>")) throw new Error("there is no page at /");
    return `its line answers rows, its entry lists ${tools} tools, the page is there, Ctrl-C ends all of it`;
  } finally {
    await running.stop();
    await goneFrom(port);
  }
}

/** The user answers yes. */
async function tryClients(): Promise<string> {
  const [command = ""] = commands(/config cursor --run checkout --sandbox$/);
  const counts: string[] = [];
  for (const client of clients) {
    shell(`${command.replace("config cursor", `config ${client}`)} --yes`);
    const machine = { env, home: folder, platform: process.platform, cwd: root, packages: [] };
    const written = entriesOf(readFileSync(clientPath(client, "user", machine), "utf8"));
    const entry = written.sophia;
    if (!entry) throw new Error(`${client}: no entry sophia was written`);
    counts.push(`${client} ${await driveEntry("gateway", entry, env)}`);
  }
  return `entries of ${counts.join(", ")} tools`;
}

async function tryPrinted(): Promise<string> {
  const counts: string[] = [];
  for (const command of commands(/config \w+ .*--print$/)) {
    for (const [name, entry] of Object.entries(entriesOf(shell(command)))) {
      counts.push(`${name} ${await driveEntry(productOf(name), entry, env)}`);
    }
  }
  return `with credentials: ${counts.join(", ")} tools`;
}

async function tryTarballs(): Promise<string> {
  const made: string[] = [];
  for (const command of commands(/^npm pack -w /)) made.push(shell(command).trim().split("\n").at(-1) ?? "");
  const counts: string[] = [];
  try {
    for (const command of commands(/^npx .*\.tgz/)) shell(command);
    for (const [name, entry] of entries(({ args }) => args.some((arg) => arg.endsWith(".tgz")))) {
      const args = entry.args.map((arg) => arg.replace("/path/to", root));
      counts.push(`${name} ${await driveEntry(name, { ...entry, args }, env)}`);
    }
  } finally {
    for (const file of made) rmSync(join(root, file), { force: true });
  }
  for (const name of flags.all ? published().filter(isServer) : []) {
    const args = ["-y", `file:${pack(name, folder)}`, "--sandbox"];
    counts.push(`${name} ${await driveEntry(name, { command: "npx", args, env: {} }, env)}`);
  }
  return `${counts.join(", ")} tools`;
}

async function tryBundles(): Promise<string> {
  const [command = ""] = commands(/^npm run bundles/);
  shell(flags.all ? command.replace(/ --.*/, "") : command);
  const products = await loadProducts();
  const named = [...page.matchAll(/sophia-mcp-([a-z]+)-[\w.-]+\.mcpb/g)].map(([file, name = ""]) => ({
    file,
    name,
  }));
  const others = products.map(({ name, pkg }) => ({ name, file: `sophia-mcp-${name}-${pkg.version}.mcpb` }));
  const counts: string[] = [];
  for (const { file, name } of flags.all ? others : named) {
    const product = products.find((one) => one.name === name);
    if (!product) throw new Error(`${file} is of no package`);
    counts.push(`${name} ${await openBundle(product, join(root, "dist/bundles", file))}`);
  }
  if (counts.length === 0) throw new Error("README.md names no bundle");
  return `${counts.join(", ")} tools`;
}

/** The tarball stands in for the registry: until the packages are there, this is all that can be tried. */
async function trySnippets(): Promise<string> {
  const snippets = entries(({ args }) => args.includes("@sophia-mcp/gateway"));
  const [claude = ""] = commands(/^claude mcp add /);
  const [, program = "", ...args] = /-- (\S+) (.*)$/.exec(claude) ?? [];
  const all: [string, Entry][] = [
    ...snippets,
    ["sophia", { command: program, args: args.join(" ").split(" "), env: {} }],
  ];
  const tarball = `file:${pack("gateway", folder)}`;
  for (const [name, entry] of all) {
    const own = entry.args.map((arg) => (arg === "@sophia-mcp/gateway" ? tarball : arg));
    await driveEntry(productOf(name), withSandbox({ ...entry, args: own }), env);
  }
  return `${all.length} entries of npx, with a tarball in the place of the registry`;
}

function tryConfiguration(): Promise<string> {
  const block = blocksOf(page).find(
    ({ language, text }) => language === "json" && text.includes('"profiles"'),
  );
  if (!block) throw new Error("README.md shows no configuration");
  tried.add(block.text);
  const file = join(folder, "gateway.json");
  writeFileSync(file, block.text);
  const [command = ""] = commands(/config cursor --run checkout --sandbox$/);
  const check = command.replace(/ config .*/, ` check --config ${file} --json`);
  // Exit code 1 says that something is missing on this machine; what is wrong with the file is another matter.
  const { stdout } = spawnSync("sh", ["-c", check], { cwd: root, env, encoding: "utf8" });
  const { servers } = JSON.parse(stdout) as { servers: { name: string; kind: string }[] };
  const broken = servers.filter(({ kind }) => kind === "broken").map(({ name }) => name);
  if (broken.length > 0) throw new Error(`not usable: ${broken.join(", ")}`);
  return Promise.resolve(`${servers.length} servers, each understood`);
}

mkdirSync(join(folder, "state"), { recursive: true });
for (const elsewhere of commands(/^npm test$|^npm run build$/)) tried.add(elsewhere);
print("npm ci and npm test are run by .ci/run from a clean clone; npm run build has just been run.");
try {
  await step("npm start", tryStart);
  await step("entries of this checkout", tryClients);
  await step("printed entries", tryPrinted);
  await step("tarballs", tryTarballs);
  await step("bundles", tryBundles);
  await step("snippets", trySnippets);
  await step("configuration", tryConfiguration);
  const docker = commands(/^docker /);
  const asEntry = entries(({ command }) => command === "docker");
  if (!flags.images) print(notDone("BUILDING AND RUNNING THE IMAGES", "say npm run readme -- --images"));
  else
    await step("images", () =>
      tryImages({
        commands: docker,
        entries: asEntry,
        servers: flags.all ? published().filter(isServer) : [],
      }).catch((error: unknown) => {
        if (!(error instanceof NoEngineError) || flags.require) throw error;
        return notDone("BUILDING AND RUNNING THE IMAGES", error.message);
      }),
    );
} finally {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
}

const texts = [...commandsOf(page), ...blocksOf(page).filter(({ language }) => language === "json")];
for (const { text, line } of texts) {
  if (tried.has(text)) continue;
  failed++;
  print(`FAIL README.md:${line}: nobody tries ${text.split("\n")[0]}`);
}
print(failed === 0 ? "README.md is true" : `${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
