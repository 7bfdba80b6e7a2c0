import { ConfigError } from "@sophia-mcp/core/errors";
import type { Flags } from "@sophia-mcp/core/flags";
import { prometheusGatewayMetrics } from "@sophia-mcp/metrics/prometheus";
import { openAccess } from "./access/open-access.ts";
import { clusterFrom } from "./cluster/from-environment.ts";
import { serveHttp } from "./fronts/http.ts";
import { healthPage, metricsPage, readyPage } from "./fronts/status-pages.ts";
import { createGateway, type GatewayManifest } from "./gateway.ts";
import { optionsFrom } from "./options.ts";
import { approvalsPage } from "./page/approvals-page.ts";
import { statusPages } from "./page/page.ts";
import { registryPage } from "./page/registry-page.ts";
import { followConfig } from "./serve.ts";
import { startText } from "./start-text.ts";
import { webhooksFor } from "./webhooks-page.ts";

export const defaultPort = 8090;

/** The gateway over Streamable HTTP until a signal comes; prints what it serves and how to use it. */
export async function start(flags: Flags, manifest: GatewayManifest | undefined): Promise<void> {
  const metrics = await prometheusGatewayMetrics();
  const options = await optionsFrom(flags, manifest, { metrics, level: "info", http: true });
  const cluster = await clusterFrom(options.env, options.config, { log: options.log, metrics });
  const gateway = await createGateway({ ...options, cluster });
  const access = await openAccess(options.config.http, options.env, options.stateFolder, {
    defaultProfile: () => gateway.config().defaultProfile,
    log: options.log,
    limits: cluster?.limits,
  });
  const webhooks = await webhooksFor(gateway, options);
  const approvals = (): ReturnType<typeof gateway.approvals> => gateway.approvals();
  const { stateFolder } = options;
  const pages = [
    readyPage(gateway),
    metricsPage({
      contentType: metrics.contentType,
      text: async () => `${await metrics.text()}${(await webhooks?.metricsText()) ?? ""}`,
    }),
    ...statusPages({
      host: flags.host,
      tokenNeeded: access.required,
      gateway,
      metrics,
      approvals,
      stateFolder,
      recentAudit: async (limit) => (await options.audit?.recent(limit)) ?? [],
    }),
    approvalsPage({ approvals, stateFolder }),
    registryPage(gateway),
  ];
  const front = await serveHttp({
    gateway,
    host: flags.host,
    port: portFrom(flags),
    access,
    defaultProfile: () => gateway.config().defaultProfile,
    profiles: () => Object.keys(gateway.config().profiles),
    pages: [healthPage(), ...(webhooks?.pages ?? []), ...pages],
    log: options.log,
    sessions: cluster?.sessions,
  });
  process.stdout.write(startText(gateway.status(), { url: front.url, sandbox: flags.sandbox }));
  followConfig(gateway, flags, options.config, options.log);
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await cluster?.leave();
    await front.close();
    await webhooks?.close();
    access.close();
    await gateway.close();
    await cluster?.close();
    process.exit(0);
  };
  process.once("SIGTERM", () => void stop());
  process.once("SIGINT", () => void stop());
}

function portFrom({ settings, http }: Flags): number {
  const given = settings.port ?? (http === undefined ? process.env.PORT : String(http));
  const port = Number(given ?? defaultPort);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new ConfigError(`--port: "${given}" is not a port. Accepted: 0 (any free port) to 65535.`);
}
