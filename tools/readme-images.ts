/** Does what README.md says of containers, on the engine that runs here or one of its own. */
import { resolve } from "node:path";
import { baseImage } from "./images-base.ts";
import { dockersOwn, freePort } from "./images-drive.ts";
import { startEngine, type Engine } from "./images-engine.ts";
import type { Entry } from "./readme-blocks.ts";
import { driveEntry, driveUrl, run } from "./readme-drive.ts";

const root = resolve(import.meta.dirname, "..");

export interface Told {
  /** Lines that begin with `docker`. */
  commands: readonly string[];
  /** Entries of clients whose command is `docker`, by name. */
  entries: readonly [string, Entry][];
  /** Servers that are tried besides those that the lines name, in the same way. */
  servers: readonly string[];
}

/**
 * @returns what was built and driven
 * @throws NoEngineError; Error that says which line did not do what it says
 */
export async function tryImages({ commands, entries, servers }: Told): Promise<string> {
  const undo: (() => unknown)[] = [];
  try {
    const engine = await startEngine();
    undo.push(() => engine.stop());
    const base = await baseImage(engine, (work) => undo.push(work));
    const done: string[] = [];
    for (const command of commands) {
      if (command.startsWith("docker build ")) {
        build(engine, command, base);
        const [, example = ""] = /SERVER=(\w+)/.exec(command) ?? [];
        for (const name of example === "hubspot" ? servers.filter((one) => one !== example) : [])
          build(engine, command.replaceAll(example, name), base);
      } else if (command.includes(" -i ")) done.push(...(await overStdio(engine, command, servers)));
      else done.push(await overHttp(engine, command));
    }
    for (const [name, entry] of entries) {
      const args = [...engine.args, ...entry.args];
      done.push(`${name}'s entry ${await driveEntry(name, { ...entry, args }, dockersOwn())}`);
    }
    return `${engine.name}; ${done.join(", ")} tools`;
  } finally {
    for (let work = undo.pop(); work; work = undo.pop()) await work();
  }
}

/** The base of the Dockerfile where it can be pulled, else one that is made here. */
function build(engine: Engine, command: string, base: string): void {
  const [, ...args] = command.split(" ");
  const where = args.map((arg) => (arg === "." ? root : arg.replace(/^docker\//, `${root}/docker/`)));
  engine.docker(...where.slice(0, 1), "--quiet", `--build-arg=NODE_IMAGE=${base}`, ...where.slice(1));
}

async function overStdio(engine: Engine, command: string, servers: readonly string[]): Promise<string[]> {
  const [, example = ""] = /sophia-mcp\/(\w+)/.exec(command) ?? [];
  const done: string[] = [];
  for (const name of new Set([example, ...servers])) {
    const [program = "", ...args] = command.replaceAll(`/${example}`, `/${name}`).split(" ");
    // A gateway's image is built by another line, and shown over HTTP.
    if (name === "gateway") continue;
    const entry = { command: program, args: [...engine.args, ...args], env: {} };
    done.push(`${name} ${await driveEntry(name, entry, dockersOwn())}`);
  }
  return done;
}

/** An engine of its own has no bridge: the port is then the host's. */
async function overHttp(engine: Engine, command: string): Promise<string> {
  const port = await freePort();
  const container = `sophia-readme-${process.pid}`;
  const own = engine.args.length > 0;
  const published = own ? `--network=host -e PORT=${port}` : `-p 127.0.0.1:${port}:8090`;
  const line = command
    .replace("docker run ", `docker ${engine.args.join(" ")} run --name ${container} `)
    .replace(/-p 127\.0\.0\.1:8090:8090/, published);
  const [, token = ""] = /MCP_AUTH_TOKEN=(\S+)/.exec(command) ?? [];
  const running = run(line, root, dockersOwn());
  try {
    return `gateway over HTTP ${await driveUrl("gateway", `http://127.0.0.1:${port}/mcp`, token)}`;
  } finally {
    engine.docker("rm", "--force", container);
    await running.stop();
  }
}
