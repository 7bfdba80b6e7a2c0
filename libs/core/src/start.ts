import { readFileSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { ConfigError } from "./errors.ts";
import { parseFlags, type Flags } from "./flags.ts";
import { createFront, type Front } from "./front.ts";
import type { Manifest } from "./manifest.ts";
import { selectTools, usableTools } from "./select.ts";
import type { AnyServer } from "./server.ts";
import { serveStdio } from "./stdio.ts";

export interface RunningSandbox {
  /** Variables that point the server at the emulator: base URL and credentials. */
  env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** What a bin hands over: nothing in it is loaded before it is needed. */
export interface Program {
  /** `import.meta.url` of the bin; the manifest lies beside it. */
  url: string;
  server(): Promise<{ default: AnyServer }>;
  sandbox(): Promise<RunningSandbox>;
}

/**
 * The entry of every server: reads the flags and serves stdio, from the manifest as long as that is enough; everything
 * else is in modules that are loaded on demand.
 */
export async function start(program: Program): Promise<void> {
  enableCompileCache();
  // stdout carries the protocol: whatever a dependency prints belongs on stderr.
  // eslint-disable-next-line no-console -- the one place where console is rebound
  console.log = console.info = console.debug = console.warn = console.error;
  try {
    const manifest = readManifest(program.url);
    const quick = manifest && quickFlags(process.argv.slice(2));
    if (!quick) {
      const { runCli } = await import("./cli.ts");
      await runCli(program);
      return;
    }
    const front = frontFor(manifest, quick);
    serveStdio({
      front,
      connect: async (transport) => (await import("./connect.ts")).connectServer(program, quick, transport),
    });
  } catch (error) {
    fail(error);
  }
}

/** Flags that change nothing but the list; undefined when the full command line must be read. */
function quickFlags(argv: readonly string[]): Flags | undefined {
  const flags = parseQuietly(argv);
  if (!flags) return undefined;
  const other =
    flags.help ||
    flags.version ||
    flags.check ||
    flags.listTools ||
    flags.configFor ||
    flags.http !== undefined;
  return other ? undefined : flags;
}

function parseQuietly(argv: readonly string[]): Flags | undefined {
  try {
    return parseFlags(argv, process.env, {});
  } catch {
    // Perhaps a flag of the server's own settings: read again with the server loaded, which then words the error.
    return undefined;
  }
}

function frontFor(manifest: Manifest, flags: Flags): Front {
  const shown = selectTools(manifest.tools, flags);
  // The sandbox brings a credential that can do everything.
  const usable = flags.sandbox ? shown : usableTools(shown, manifest, process.env);
  return createFront(
    manifest,
    usable.map((tool) => tool.listing),
  );
}

function readManifest(url: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(new URL("manifest.json", url), "utf8")) as Manifest;
  } catch {
    // Running from source: nothing was generated, the server answers for itself.
    return undefined;
  }
}

/** Ends the process: 2 for a wrong flag or setting, 1 for anything else. */
export function fail(error: unknown): never {
  const expected = error instanceof ConfigError;
  const text =
    error instanceof Error ? (expected ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(expected ? 2 : 1);
}
