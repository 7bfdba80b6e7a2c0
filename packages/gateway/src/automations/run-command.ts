import { parseArgs } from "node:util";
import { ConfigError, InputError } from "@sophia-mcp/core/errors";
import { parseFlags, type Flags } from "@sophia-mcp/core/flags";
import { nearest } from "@sophia-mcp/core/nearest";
import type { CommandIo } from "../command-io.ts";
import type { GatewayManifest } from "../gateway.ts";
import { gatewayFlags } from "../options.ts";
import type { CompiledAutomation } from "./compile.ts";
import { automationsPath } from "./shipped.ts";

const help = `sophia-mcp run: carries out an automation, and shows what was carried out.

Usage:
  sophia-mcp run                       The automations that there are
  sophia-mcp run <automation> [--call ID | --event FILE] [--input name=value ...] [--dry-run]
  sophia-mcp run --list [<automation>] [--state STATE] [--limit N]
  sophia-mcp run --show <run>          One run, with what was sent and what came back
  sophia-mcp run --resume <run> [--repeat | --done]

  --call ID       The call that it is about
  --event FILE    A webhook's body as Gong sends it; - is stdin
  --input k=v     A value for an input of the automation
  --dry-run       Make the calls that only read, and show the others
  --again         Carry it out although it was carried out for this call before
  --no-wait       Do not wait for approvals and for retries: a gateway goes on with the run, or --resume
  --repeat        The call of unknown outcome was not carried out: make it again
  --done          It was carried out: go on after it
  --file PATH     A file or folder of automations (SOPHIA_AUTOMATIONS, else automations.yaml here, else those that come along)
  --state STATE   pending, waiting, asking, done, failed or skipped
  --config FILE, --profile NAME, --sandbox, --json
`;

/**
 * `sophia-mcp run`.
 * @returns 0 when it was carried out, or there was nothing to do; 1 when it failed or waits; 2 for wrong words or a wrong file
 */
export async function runCommand(
  args: readonly string[],
  io: CommandIo,
  manifest: GatewayManifest | undefined,
): Promise<number> {
  const json = args.includes("--json");
  try {
    const { values, positionals } = parse(args);
    if (values.help) {
      io.stdout.write(help);
      return 0;
    }
    if (positionals.length > 1) throw new ConfigError("One automation at a time. See --help.");
    const [name] = positionals;
    const { list, show, resume } = values;
    if ([list, show !== undefined, resume !== undefined].filter(Boolean).length > 1)
      throw new ConfigError("One of --list, --show and --resume at a time.");
    if (list || show !== undefined) {
      const { listRuns, showRun } = await import("./runs.ts");
      return show === undefined ? listRuns({ ...values, automation: name }, io) : showRun(show, json, io);
    }
    const flags = flagsOf(values);
    if (resume !== undefined) {
      const { resumeRun } = await import("./run-by-hand.ts");
      return await resumeRun({ ...values, id: resume, json }, { flags, manifest, io });
    }
    const automations = await read(automationsPath(io, values.file));
    if (name === undefined) return listAutomations(automations, json, io);
    const automation = named(automations, name);
    const { runByHand } = await import("./run-by-hand.ts");
    return await runByHand(
      automation,
      { ...values, inputs: pairs(values.input ?? []), json },
      { flags, manifest, io },
    );
  } catch (error) {
    if (!(error instanceof ConfigError) && !(error instanceof InputError)) throw error;
    if (json) io.stdout.write(`${JSON.stringify({ ok: false, error: error.message }, null, 2)}\n`);
    else io.stderr.write(`${error.message}\n`);
    return error instanceof ConfigError ? 2 : 1;
  }
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        input: { type: "string", multiple: true },
        event: text,
        call: text,
        file: text,
        show: text,
        resume: text,
        state: text,
        limit: text,
        config: text,
        profile: text,
        "dry-run": flag,
        again: flag,
        "no-wait": flag,
        list: flag,
        repeat: flag,
        done: flag,
        sandbox: flag,
        json: flag,
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (cause) {
    throw new ConfigError(`${cause instanceof Error ? cause.message : "Wrong arguments"}. See --help.`, {
      cause,
    });
  }
}

/** The gateway's own flags, as its other commands read them. */
function flagsOf(values: { config?: string; profile?: string; sandbox?: boolean }): Flags {
  const words = (["config", "profile"] as const).flatMap((name) => {
    const value = values[name];
    return value === undefined ? [] : [`--${name}=${value}`];
  });
  return parseFlags([...words, ...(values.sandbox ? ["--sandbox"] : [])], process.env, gatewayFlags);
}

async function read(path: string): Promise<Map<string, CompiledAutomation>> {
  return (await import("./document.ts")).readAutomations(path);
}

function named(automations: ReadonlyMap<string, CompiledAutomation>, name: string): CompiledAutomation {
  const found = automations.get(name);
  if (found) return found;
  const known = [...automations.keys()];
  const near = nearest(name, known);
  throw new ConfigError(
    `There is no automation ${name.slice(0, 64)}.${near ? ` Did you mean ${near}?` : ""} There are: ${known.join(", ")}.`,
  );
}

function pairs(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((pair) => {
      const at = pair.indexOf("=");
      if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)];
      throw new ConfigError(`--input: "${pair.slice(0, 40)}" is not accepted. Accepted: name=value.`);
    }),
  );
}

function listAutomations(
  automations: ReadonlyMap<string, CompiledAutomation>,
  json: boolean,
  { stdout }: CommandIo,
): number {
  const rows = [...automations.values()].map(
    ({ definition: { name, title, trigger, inputs = {}, steps } }) => ({
      name,
      title: title ?? "",
      trigger,
      inputs,
      tools: steps.map(({ tool }) => tool),
    }),
  );
  if (json) {
    stdout.write(`${JSON.stringify({ automations: rows }, null, 2)}\n`);
    return 0;
  }
  for (const { name, title, trigger, inputs } of rows) {
    stdout.write(`${name} (${trigger}): ${title}\n`);
    for (const [input, { default: preset, env, description }] of Object.entries(inputs)) {
      const about = [description, env, preset === undefined ? undefined : `default ${preset}`];
      stdout.write(`  --input ${input}=...  ${about.filter((word) => word !== undefined).join(", ")}\n`);
    }
  }
  return 0;
}
