import type { Environment } from "@sophia-mcp/auth/credentials";
import type { Log } from "../log.ts";
import type { Channel } from "./channel.ts";
import type { ExternalServer } from "./upstream.ts";

export interface ChannelOptions {
  env: Environment;
  sandbox: boolean;
  /** Where tokens of remote servers are kept. */
  stateFolder: string;
  log: Log;
  /** Of one of its tools, as it was last listed; undefined where it is not known. */
  inputSchema(tool: string): unknown;
}

/** The way to a server of each kind; what only one kind needs is loaded for that kind. */
export async function createChannel(config: ExternalServer, options: ChannelOptions): Promise<Channel> {
  const { log, env } = options;
  const logged = (stream: "stderr" | "stdout", line: string): void =>
    log(stream === "stderr" ? "info" : "warn", stream === "stderr" ? "stderr" : "not_a_message", {
      server: config.name,
      line,
    });
  switch (config.kind) {
    case "command": {
      const { createChild } = await import("./child.ts");
      return createChild({ ...config, logged });
    }
    case "builtIn": {
      const { createChild } = await import("./child.ts");
      return createChild({
        ...ownProcess(config.builtIn, config.args, options.sandbox),
        env: { ...defined(env), ...config.env },
        logged,
      });
    }
    case "image": {
      const { createContainer } = await import("./image/container.ts");
      return createContainer(config, logged);
    }
    default: {
      const { createRemote } = await import("./remote/remote.ts");
      return createRemote(config, options);
    }
  }
}

/** A built-in in a process of its own is this very program, serving that one. */
function ownProcess(
  name: string,
  args: readonly string[],
  sandbox: boolean,
): { command: string; args: string[] } {
  const script = process.argv[1] ?? "";
  const flags = [...args, ...(sandbox ? ["--sandbox"] : [])];
  return { command: process.execPath, args: [...process.execArgv, script, "built-in", name, ...flags] };
}

const defined = (env: Environment): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
