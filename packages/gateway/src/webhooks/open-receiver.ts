import type { Environment } from "@sophia-mcp/auth/credentials";
import type { Log } from "../log.ts";
import { webhookConfig, type WebhookConfig } from "./config.ts";
import { openStore } from "./open-store.ts";
import { createReceiver, type Receiver } from "./receiver.ts";
import type { CallTool, Sink } from "./sink.ts";

export interface ReceiverParts {
  env: Environment;
  log: Log;
  /** Calls tools for the sink by template; without it the built-in servers are called directly. */
  callTool?: CallTool;
  /** From outside, such as `{ name: "automations", deliver }`. */
  sinks?: readonly Sink[];
  /** Queues events for every sink but delivers none: another process on the same store does. */
  receiveOnly?: boolean;
}

/**
 * The receiver as the environment describes it.
 * @throws ConfigError that names the variable, or says why the store cannot be opened
 */
export async function openReceiver(parts: ReceiverParts): Promise<Receiver> {
  const config = webhookConfig(parts.env);
  const { rules, maxBodyBytes, maxTokenSeconds } = config;
  const given = parts.sinks ?? [];
  const names = new Set([...sinkNames(parts.env), ...given.map(({ name }) => name)]);
  const store = await openStore(config.store, [...names]);
  const sinks = parts.receiveOnly ? [] : [...(await configuredSinks(config, parts)), ...given];
  return createReceiver({ rules, store, sinks, log: parts.log, maxBodyBytes, maxTokenSeconds });
}

/** Sinks that the environment names; those from outside are not known to a command. */
export const sinkNames = (env: Environment): string[] => [
  ...(env.WEBHOOKS_SNOWFLAKE_TABLE?.trim() ? ["snowflake"] : []),
  ...(env.WEBHOOKS_TOOL?.trim() ? ["tool"] : []),
  ...(env.SOPHIA_AUTOMATIONS?.trim() ? ["automations"] : []),
];

async function configuredSinks(
  config: WebhookConfig,
  { env, callTool, log }: ReceiverParts,
): Promise<Sink[]> {
  const sinks: Sink[] = [];
  if (config.snowflake) {
    const { snowflakeSink } = await import("./sinks/snowflake.ts");
    sinks.push(snowflakeSink(config.snowflake, { env, log }));
  }
  if (config.tool) {
    const { toolSink } = await import("./sinks/tool.ts");
    if (callTool) sinks.push(toolSink(config.tool, callTool));
    else {
      const { localTools } = await import("./sinks/local-tools.ts");
      const local = localTools(env);
      sinks.push(toolSink(config.tool, local.callTool, local.close));
    }
  }
  return sinks;
}
