import { parseArgs } from "node:util";
import { ConfigError } from "@sophia-mcp/core/errors";
import type { CommandIo } from "../command-io.ts";
import { createLog, type LogLevel } from "../log.ts";
import { storeConfig, webhookConfig } from "./config.ts";
import type { Asked } from "./operate.ts";
import type { DeliveryState } from "./store.ts";

const states = ["pending", "done", "dead"] as const;
const defaultPort = 8091;

const help = `sophia-mcp webhooks: receives Gong's webhooks, keeps them, and delivers them.

Usage:
  sophia-mcp webhooks [serve] [--port N] [--host ADDRESS] [--receive-only]
  sophia-mcp webhooks list [--state pending|done|dead] [--sink NAME] [--call ID] [--limit N] [--json]
  sophia-mcp webhooks show <id>... [--json]
  sophia-mcp webhooks replay <id>... | --dead [--sink NAME] [--json]

Environment (a secret also from the file that <NAME>_FILE names):
  GONG_WEBHOOK_PUBLIC_KEY[_<RULE>]   Public key of a rule, as Gong shows it
  GONG_WEBHOOK_URL[_<RULE>]          The URL exactly as typed into the rule
  WEBHOOKS_SNOWFLAKE_TABLE           [[DATABASE.]SCHEMA.]TABLE for the calls; SNOWFLAKE_* say where
  WEBHOOKS_TOOL, WEBHOOKS_TOOL_ARGUMENTS   A tool to call for each call
  WEBHOOKS_STORE_URL                 postgres:// or redis://; without it WEBHOOKS_FILE
  WEBHOOKS_RETENTION_DAYS (30), WEBHOOKS_MAX_MB, WEBHOOKS_MAX_BODY_BYTES (4000000)
  MCP_AUTH_TOKEN                     Bearer token for /metrics; without it there is none
`;

/** `sophia-mcp webhooks …`; answers the exit code: 2 for a wrong word or setting. */
export async function webhooksCommand(args: readonly string[], io: CommandIo): Promise<number> {
  try {
    const { values, positionals } = parse(args);
    if (values.help) {
      io.stdout.write(help);
      return 0;
    }
    const [command = "serve", ...ids] = positionals;
    switch (command) {
      case "serve":
        return await serve(io, values);
      case "list":
      case "show":
      case "replay":
        return await operate(command, asked(values, ids), io);
      default:
        throw new ConfigError(
          `Unknown command webhooks ${command.slice(0, 64)}. Accepted: serve, list, show, replay.`,
        );
    }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    io.stderr.write(`${error.message}\n`);
    return 2;
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: "boolean", short: "h" },
        port: { type: "string" },
        host: { type: "string" },
        "receive-only": { type: "boolean" },
        state: { type: "string" },
        sink: { type: "string" },
        call: { type: "string" },
        limit: { type: "string" },
        dead: { type: "boolean" },
        json: { type: "boolean" },
      },
    });
  } catch (cause) {
    throw new ConfigError(`${cause instanceof Error ? cause.message : "Wrong arguments"}. See --help.`, {
      cause,
    });
  }
}

type Values = ReturnType<typeof parse>["values"];

function asked(values: Values, ids: readonly string[]): Asked {
  if (values.state !== undefined && !states.some((state) => state === values.state))
    throw new ConfigError(
      `--state: "${values.state.slice(0, 40)}" is not accepted. Accepted: ${states.join(", ")}.`,
    );
  return {
    ids,
    state: values.state as DeliveryState | undefined,
    sink: values.sink,
    callId: values.call,
    limit: integer("--limit", values.limit, 20, 1, 100_000),
    json: values.json === true,
    dead: values.dead === true,
  };
}

function integer(
  name: string,
  text: string | undefined,
  preset: number,
  least: number,
  most: number,
): number {
  const value = text === undefined ? preset : Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new ConfigError(`${name}: "${text?.slice(0, 40)}" is not accepted. Accepted: ${least} to ${most}.`);
}

async function operate(command: "list" | "show" | "replay", request: Asked, io: CommandIo): Promise<number> {
  const [{ openStore }, { listEvents, replayEvents, showEvents }, { sinkNames }] = await Promise.all([
    import("./open-store.ts"),
    import("./operate.ts"),
    import("./open-receiver.ts"),
  ]);
  const work = { list: listEvents, show: showEvents, replay: replayEvents }[command];
  const config = storeConfig(io.env);
  // The file says itself which sinks there are; queues elsewhere must be asked for by name.
  const names = [...sinkNames(io.env), ...(config.url === undefined ? [] : ["automations"])];
  const store = await openStore(config, names);
  try {
    await work(store, request, (text) => void io.stdout.write(`${text}\n`));
    return 0;
  } finally {
    await store.close();
  }
}

async function serve(io: CommandIo, values: Values): Promise<number> {
  const port = integer("--port", values.port ?? io.env.PORT, defaultPort, 0, 65_535);
  const [{ openReceiver }, { serveWebhooks }, { httpToken }] = await Promise.all([
    import("./open-receiver.ts"),
    import("./serve.ts"),
    import("@sophia-mcp/core/http-token"),
  ]);
  const metricsToken = httpToken(io.env);
  const log = createLog(level(io), (line) => void io.stderr.write(line));
  const receiver = await openReceiver({ env: io.env, log, receiveOnly: values["receive-only"] === true });
  const host = values.host ?? "127.0.0.1";
  const server = await serveWebhooks({ host, port, receiver, log, metricsToken });
  io.stdout.write(`Gong's webhooks on ${server.url}/webhook/gong/calls\n`);
  for (const { name, url } of webhookConfig(io.env).rules)
    io.stdout.write(`rule ${name}: signed for ${url}\n`);
  await new Promise<void>((resolve) => {
    process.once("SIGTERM", resolve);
    process.once("SIGINT", resolve);
  });
  await server.close();
  await receiver.close();
  return 0;
}

function level({ env }: CommandIo): LogLevel {
  const given = env.LOG_LEVEL?.trim().toLowerCase();
  return given === "debug" || given === "warn" || given === "error" ? given : "info";
}
