#!/usr/bin/env node
import { parseArgs } from "node:util";
import pkg from "../package.json" with { type: "json" };
import { PORT_ORDER, VENDOR_IDS } from "./registry.ts";
import { startSandbox } from "./sandbox.ts";

const DEFAULT_PORT = 8100;

const HELP = `sophia-mcp-sandbox: emulators of vendors' APIs on loopback, with one company's linked data

Usage: sophia-mcp-sandbox [options]

  --port N        first port; each vendor adds what is named below (default ${DEFAULT_PORT}; 0 = any free ports)
  --vendors a,b   only these vendors (default: all)
  --specs DIR     folder of the vendors' API descriptions; requests that they do not allow are refused
  --now DATE      the day the data is told from, such as 2026-03-31 (default: today)
  --seed N        another draw of the data (default 1)
  --help          this text
  --version       the version

Vendors (with the port from the first): ${VENDOR_IDS.map((id) => `${id} +${PORT_ORDER.indexOf(id)}`).join(", ")}

Prints KEY=value lines on stdout: base URLs and credentials for the servers' environment.
`;

const OPTIONS = {
  port: { type: "string" },
  vendors: { type: "string" },
  specs: { type: "string" },
  now: { type: "string" },
  seed: { type: "string" },
  help: { type: "boolean" },
  version: { type: "boolean" },
} as const;

class UsageError extends Error {}

async function main(): Promise<void> {
  const flags = readFlags();
  if (flags.help) return void process.stdout.write(HELP);
  if (flags.version) return void process.stdout.write(`${pkg.version}\n`);
  const port = wholeNumber("--port", flags.port, DEFAULT_PORT, 65_535);
  const vendors = vendorList(flags.vendors);
  const now = day(flags.now);
  const sandbox = await startSandbox({
    vendors,
    seed: wholeNumber("--seed", flags.seed, 1, 2 ** 31),
    ...(port === 0 ? {} : { port }),
    ...(now ? { now } : {}),
    ...(flags.specs === undefined ? {} : { specs: flags.specs }),
  });
  for (const [name, value] of Object.entries(sandbox.env)) process.stdout.write(`${name}=${value}\n`);
  const stop = () => {
    // A second signal ends the process at once.
    process.once("SIGINT", () => process.exit(130)).once("SIGTERM", () => process.exit(143));
    void sandbox.close();
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
}

function readFlags() {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    const known = Object.keys(OPTIONS).map((name) => `--${name}`);
    throw new UsageError(`${(error as Error).message.split(". ")[0]}. Known flags: ${known.join(", ")}`);
  }
}

function wholeNumber(flag: string, given: string | undefined, fallback: number, most: number): number {
  if (given === undefined) return fallback;
  const value = Number(given);
  if (given.trim() !== "" && Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new UsageError(`${flag} takes a whole number from 0 to ${most}, not "${given}"`);
}

function vendorList(given: string | undefined): readonly string[] {
  if (given === undefined) return VENDOR_IDS;
  const vendors = given
    .split(",")
    .map((id) => id.trim())
    .filter((id) => id !== "");
  const unknown = vendors.find((id) => !VENDOR_IDS.includes(id));
  if (unknown === undefined && vendors.length > 0) return vendors;
  throw new UsageError(
    `--vendors takes a comma-separated list of ${VENDOR_IDS.join(", ")}, not "${unknown ?? given}"`,
  );
}

function day(given: string | undefined): Date | undefined {
  if (given === undefined) return undefined;
  const date = new Date(given);
  if (!Number.isNaN(date.getTime())) return date;
  throw new UsageError(`--now takes a date such as 2026-03-31 or 2026-03-31T09:00:00Z, not "${given}"`);
}

/** What to say, and the exit code. */
function explain(error: unknown): [text: string, code: number] {
  if (error instanceof UsageError) return [error.message, 2];
  const { code, port, message } = error as NodeJS.ErrnoException & { port?: number };
  if (code === "EADDRINUSE")
    return [
      `port ${port} is in use; choose another first port with --port N, or --port 0 for any free ports`,
      1,
    ];
  return [message, 1];
}

main().catch((error: unknown) => {
  const [text, code] = explain(error);
  process.stderr.write(`sophia-mcp-sandbox: ${text}\n`);
  process.exitCode = code;
});
