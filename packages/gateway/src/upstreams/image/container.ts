import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import type { ImageServer } from "../../config/types.ts";
import { ChannelError, type Channel, type ChannelEnd } from "../channel.ts";
import { createChild, type ChildOptions } from "../child.ts";
import { ask, findEngine, steersClient, type Engine } from "./engine.ts";

const label = "io.github.sophia-mcp.host";
const askMs = 15_000;
const pullMs = 600_000;

/** A server as a container that speaks over the pipes of its engine's client. */
export function createContainer(config: ImageServer, logged: ChildOptions["logged"]): Channel {
  const container = `sophia-mcp-${config.name.replace(/[^\w.-]/g, "-").slice(0, 40)}-${process.pid}-${randomBytes(4).toString("hex")}`;
  let channel: Channel | undefined;
  /** What the engine's client said of itself last, which is no word of the server's. */
  let complaint: string | undefined;
  let engine: Engine | undefined;
  let spoke = false;

  function heard(stream: "stderr" | "stdout", line: string): void {
    if (stream === "stderr" && /^(?:docker|podman|error)\b.*:/i.test(line))
      complaint = line.trim().slice(0, 300);
    logged(stream, line);
  }

  /** Before it spoke, its end is the engine's doing, which says why. */
  const worded = (end: ChannelEnd): ChannelEnd =>
    spoke || complaint === undefined ? end : { reason: `could not be started: ${complaint}`, neverRan: true };

  return {
    get pid() {
      return channel?.pid;
    },
    async open(handlers) {
      const steering = Object.keys(config.env).find((name) => steersClient(name));
      if (steering !== undefined) {
        throw new ChannelError(
          `cannot be given ${steering} by its "env", because the container engine's client reads it itself; set it in the image or in the gateway's own environment`,
        );
      }
      engine = findEngine();
      if (!engine) {
        throw new ChannelError(
          `needs Docker or Podman to run ${config.image}, and neither is on the PATH; install one of them, or use "command" or "url"`,
        );
      }
      await Promise.all([removeStale(engine, logged), pullMissing(engine, config.image, logged)]);
      channel = createChild({
        command: engine.path,
        args: [...runArguments(config, container), config.image, ...config.args],
        env: { ...engine.env, ...config.env },
        logged: heard,
      });
      await channel.open({
        ...handlers,
        message(message, line, related) {
          spoke = true;
          handlers.message(message, line, related);
        },
        closed: (end) => handlers.closed(worded(end)),
      });
    },
    send: (message) => channel?.send(message),
    negotiated: () => undefined,
    abandon: () => undefined,
    async close() {
      await channel?.close();
      // An engine's client that had to be killed leaves its container behind.
      if (engine && channel) await ask(engine, ["rm", "--force", container], askMs).catch(() => undefined);
    },
  };
}

/** A container starts with no more than it was given: nothing to write to but /tmp, no capability, bounded memory. */
function runArguments(config: ImageServer, container: string): string[] {
  return [
    "run",
    "--interactive",
    "--rm",
    "--init",
    "--pull=never",
    `--name=${container}`,
    `--label=${label}=${hostname()}`,
    `--network=${config.network}`,
    "--cap-drop=ALL",
    "--security-opt=no-new-privileges",
    ...(config.writable ? [] : ["--read-only", "--tmpfs=/tmp"]),
    `--memory=${config.memory}`,
    `--pids-limit=${config.pids}`,
    // By name alone: values would stand in the list of processes.
    ...Object.keys(config.env).map((name) => `--env=${name}`),
    ...config.volumes.map((volume) => `--volume=${volume}`),
  ];
}

/** First, so that the time limit of a start does not run while an image is on its way. */
async function pullMissing(engine: Engine, image: string, logged: ChildOptions["logged"]): Promise<void> {
  const there = await ask(engine, ["image", "inspect", "--format", "{{.Id}}", image], askMs).then(
    () => true,
    () => false,
  );
  if (there) return;
  logged("stderr", `pulling ${image}`);
  try {
    await ask(engine, ["pull", "--quiet", image], pullMs);
  } catch (error) {
    throw new ChannelError(
      `could not be started, because its image ${image} could not be pulled: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  }
}

/** Containers of gateways that are gone: their names say whose they were. */
async function removeStale(engine: Engine, logged: ChildOptions["logged"]): Promise<void> {
  const filter = ["--all", "--filter", `label=${label}=${hostname()}`, "--format", "{{.Names}}"];
  const listed = await ask(engine, ["ps", ...filter], askMs).catch(() => "");
  const stale = listed.split("\n").filter((name) => {
    const pid = /^sophia-mcp-.*-(\d+)-[0-9a-f]{8}$/.exec(name.trim())?.[1];
    return pid !== undefined && !isRunning(Number(pid));
  });
  if (stale.length === 0) return;
  logged("stderr", `removing ${stale.length} containers of a gateway that is gone`);
  await ask(engine, ["rm", "--force", ...stale.map((name) => name.trim())], askMs).catch(() => undefined);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
