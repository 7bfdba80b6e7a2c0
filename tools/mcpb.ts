/**
 * `npm run bundles`: a Claude Desktop bundle of each server and of the gateway, built and validated with the official tool,
 * unpacked again, started as its manifest says, and driven by a client.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { getMcpConfigForManifest } from "@anthropic-ai/mcpb";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { loadProducts, type Product } from "./definitions.ts";
import { expectRows, firstCall } from "./drive.ts";
import { drawIcon } from "./icon.ts";
import { bundleManifest, type BundleManifest } from "./mcpb-manifest.ts";
import { bundleName } from "./registry-entry.ts";

const root = resolve(import.meta.dirname, "..");

export interface Bundle {
  name: string;
  path: string;
  sha256: string;
  megabytes: number;
  /** How many tools a client saw. */
  tools: number;
}

/**
 * Builds and drives one bundle.
 * @param folder where it is left
 * @throws Error that names the bundle and what is wrong with it
 */
export async function buildBundle(product: Product, folder: string): Promise<Bundle> {
  const stage = mkdtempSync(join(tmpdir(), `mcpb-${product.name}-`));
  try {
    const manifest = bundleManifest(product);
    const content = join(stage, "content");
    writeContent(product, manifest, content);
    const path = join(folder, bundleName(product));
    official("validate", join(content, "manifest.json"));
    official("pack", content, path);
    const tools = await openBundle(product, path);
    return {
      name: product.name,
      path,
      sha256: createHash("sha256").update(readFileSync(path)).digest("hex"),
      megabytes: statSync(path).size / 1e6,
      tools,
    };
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/**
 * Unpacks a bundle, starts what its manifest says, and makes one call.
 * @returns how many tools are listed
 * @throws Error that names the bundle and what is wrong with it
 */
export async function openBundle(product: Product, path: string): Promise<number> {
  const unpacked = mkdtempSync(join(tmpdir(), `mcpb-${product.name}-open-`));
  try {
    official("unpack", path, unpacked);
    return await driveBundle(product, unpacked);
  } finally {
    rmSync(unpacked, { recursive: true, force: true });
  }
}

/** @throws Error with what the tool printed when it refuses */
function official(...args: string[]): void {
  const { status, stdout, stderr } = spawnSync(join(root, "node_modules/.bin/mcpb"), args, {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`mcpb ${args.join(" ")}:\n${stdout}${stderr}`);
}

function writeContent(product: Product, manifest: BundleManifest, folder: string): void {
  const from = join(root, "packages", product.name);
  mkdirSync(folder);
  for (const entry of product.pkg.files) cpSync(join(from, entry), join(folder, entry), { recursive: true });
  // Node must take the files for modules; nothing else of the package.json is read.
  const { name, version, type } = product.pkg;
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name, version, type }));
  writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest, null, 2));
  writeFileSync(join(folder, "icon.png"), icon(product));
}

const hues: Readonly<Record<string, number>> = {
  hubspot: 16,
  asana: 350,
  gong: 270,
  snowflake: 197,
  pinecone: 232,
  slack: 310,
  linear: 245,
  notion: 35,
  github: 145,
  gateway: 212,
};

const icon = ({ name, title }: Product): Buffer =>
  drawIcon(name === "gateway" ? "*" : title.slice(0, 1), hues[name] ?? 180);

/** Starts what the manifest says, as Claude Desktop would with "Sandbox" switched on, and makes one call. */
async function driveBundle(product: Product, folder: string): Promise<number> {
  const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as BundleManifest;
  const required = Object.entries(manifest.user_config).filter(([, setting]) => setting.required);
  const config = await getMcpConfigForManifest({
    manifest: manifest,
    extensionPath: folder,
    systemDirs: {},
    userConfig: {
      ...Object.fromEntries(required.map(([key]) => [key, "of-no-use-in-the-sandbox"])),
      sophia_sandbox: true,
    },
    pathSeparator: "/",
  });
  if (!config) throw new Error(`${product.name}: the manifest gives nothing to start`);
  const open = Object.entries(config.env ?? {}).find(([, value]) => value.includes("${"));
  if (open) throw new Error(`${product.name}: ${open[0]} is left as ${open[1]} when the user sets nothing`);
  const { PATH = "", HOME = "" } = process.env;
  const client = new Client({ name: "bundle-check", version: "1" });
  try {
    await client.connect(
      new StdioClientTransport({
        command: config.command,
        args: config.args ?? [],
        env: { ...config.env, PATH, HOME },
        cwd: folder,
        stderr: "pipe",
      }),
    );
    const { tools } = await client.listTools();
    expectSame(product, manifest, tools);
    expectRows(product.name, await client.callTool(firstCall(product.name)));
    return tools.length;
  } catch (error) {
    throw new Error(`${product.name}: as its bundle starts it: ${String(error)}`, { cause: error });
  } finally {
    await client.close();
  }
}

/** A server lists what its manifest promises; the gateway may put a search in the place of a long list. */
function expectSame({ name }: Product, manifest: BundleManifest, tools: readonly { name: string }[]): void {
  const listed = new Set(tools.map((tool) => tool.name));
  const missing = manifest.tools.filter((tool) => !listed.has(tool.name));
  if (tools.length === 0) throw new Error("no tools are listed");
  if (name === "gateway") return;
  if (missing.length > 0 || listed.size !== manifest.tools.length)
    throw new Error(`the manifest and the server differ: ${missing.map((tool) => tool.name).join(", ")}`);
}

if (process.argv[1] === import.meta.filename) {
  const only = process.argv.slice(2);
  const folder = join(root, "dist/bundles");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const product of await loadProducts()) {
    if (only.length > 0 && !only.includes(product.name)) continue;
    const { path, megabytes, sha256, tools } = await buildBundle(product, folder);
    process.stdout.write(
      `${path.slice(root.length + 1)}  ${megabytes.toFixed(2)} MB, ${tools} tools, sha256 ${sha256}\n`,
    );
  }
}
