import { homedir } from "node:os";
import { join } from "node:path";
import { ConfigError } from "@sophia-mcp/core/errors";
import type { Flags } from "@sophia-mcp/core/flags";
import { noAudit, type Audit } from "./audit/audit.ts";
import { lazyAudit } from "./audit/lazy-audit.ts";
import { loadConfig } from "./config/load.ts";
import { stateDir } from "./config/state-dir.ts";
import type { Expose, GatewayConfig } from "./config/types.ts";
import type { GatewayManifest, GatewayOptions } from "./gateway.ts";
import { createLog, type Log, type LogLevel } from "./log.ts";
import { builtIns } from "./registry.ts";
import type { GatewayMetrics } from "@sophia-mcp/metrics/events";

/** Flags of the gateway besides those that all servers have. */
export const gatewayFlags: Readonly<Record<string, string>> = {
  "--config": "config",
  "--profile": "profile",
  "--expose": "expose",
  "--port": "port",
};

const exposures: readonly string[] = ["all", "search", "auto"];
const levels = new Set<string>(["debug", "info", "warn", "error"] satisfies LogLevel[]);

/** The configuration with what the flags say on top. */
export async function configFrom(flags: Flags): Promise<GatewayConfig> {
  const expose = flags.settings.expose ?? process.env.SOPHIA_EXPOSE;
  if (expose !== undefined && expose !== "" && !exposures.includes(expose)) {
    throw new ConfigError(
      `--expose: "${expose.slice(0, 64)}" is not a mode. Accepted: ${exposures.join(", ")}.`,
    );
  }
  const config = await loadConfig({
    file: flags.settings.config,
    profile: flags.settings.profile ?? (process.env.SOPHIA_PROFILE?.trim() || undefined),
    expose: expose ? (expose as Expose) : undefined,
    env: process.env,
    cwd: process.cwd(),
    home: homedir(),
  });
  return narrowed(config, flags);
}

/** `--read-only`, `--tools` and `--groups` hold in every profile. */
function narrowed(config: GatewayConfig, { readOnly, tools, groups }: Flags): GatewayConfig {
  if (!readOnly && tools.length === 0 && groups.length === 0) return config;
  const profiles = Object.fromEntries(
    Object.entries(config.profiles).map(([name, profile]) => [
      name,
      {
        ...profile,
        readOnly: profile.readOnly || readOnly,
        groups: [...profile.groups, ...groups],
        allow: tools.length > 0 ? tools : profile.allow,
      },
    ]),
  );
  return { ...config, profiles };
}

/** What the gateway is made of, for either front. */
export async function optionsFrom(
  flags: Flags,
  manifest: GatewayManifest | undefined,
  given: { metrics?: GatewayMetrics; level: LogLevel; http?: boolean },
): Promise<GatewayOptions & { log: Log }> {
  const config = await configFrom(flags);
  const asked = process.env.SOPHIA_LOG?.trim() ?? "";
  const log = createLog(levels.has(asked) ? (asked as LogLevel) : given.level);
  for (const note of config.notes) log("warn", "config", { note });
  const stateFolder = stateDir(process.env);
  return {
    config,
    builtIns,
    env: process.env,
    stateFolder,
    sandbox: flags.sandbox,
    selection: flags,
    manifest,
    log,
    audit: auditFrom(config, stateFolder, log, given.metrics),
    ...(given.metrics ? { metrics: given.metrics } : {}),
    ...(given.http ? { http: true } : {}),
  };
}

/** Where the log of all calls is kept. */
export const auditFile = ({ audit }: GatewayConfig, stateFolder: string): string =>
  audit.file ?? join(stateFolder, "audit.db");

function auditFrom(
  config: GatewayConfig,
  stateFolder: string,
  log: Log,
  metrics: GatewayMetrics | undefined,
): Audit {
  if (!config.audit.enabled) return noAudit;
  const { onFailure, retentionDays, retentionRows } = config.audit;
  return lazyAudit(async () => {
    const { openAudit } = await import("./audit/sqlite-audit.ts");
    return openAudit(auditFile(config, stateFolder), {
      onFailure,
      log,
      failed: () => metrics?.auditError(),
      retention: { days: retentionDays, rows: retentionRows },
    });
  });
}
