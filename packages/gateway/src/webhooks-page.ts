import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Page } from "./fronts/http.ts";
import type { Gateway, GatewayOptions } from "./gateway.ts";
import type { Log } from "./log.ts";

export interface MountedWebhooks {
  page: Page;
  metricsText(): Promise<string>;
  close(): Promise<void>;
}

/**
 * Gong's webhooks in the gateway's own front, where the environment names a key of theirs: what comes is kept, and
 * delivered to the sinks and to the automations, whose tools are this gateway's, with its policy and audit.
 */
export async function webhooksFor(
  gateway: Gateway,
  options: GatewayOptions & { log: Log },
): Promise<MountedWebhooks | undefined> {
  const { env, log, stateFolder, sandbox = false } = options;
  if (!Object.keys(env).some((name) => name.startsWith("GONG_WEBHOOK_PUBLIC_KEY"))) return undefined;
  const [{ openReceiver }, { gatewayTools }] = await Promise.all([
    import("./webhooks/open-receiver.ts"),
    import("./automations/gateway-tools.ts"),
  ]);
  const tools = gatewayTools(gateway);
  const path = automationsFile(options);
  const automations =
    path === undefined
      ? undefined
      : (await import("./automations/automations.ts")).createAutomations({
          path,
          tools,
          env,
          stateFolder,
          sandbox,
          log,
        });
  const receiver = await openReceiver({
    env,
    log,
    callTool: tools.call,
    sinks: automations ? [automations.sink] : [],
  });
  return {
    // Whoever calls is known by his signature, not by a token of this gateway.
    page: { open: true, handle: (req, res, at) => receiver.handle(req, res, at) },
    metricsText: () => receiver.metricsText(),
    async close() {
      await receiver.close();
      await automations?.close();
    },
  };
}

/** Only what somebody has put there is carried out: the automations that come along act when they are named. */
function automationsFile({ env, config }: Pick<GatewayOptions, "env" | "config">): string | undefined {
  const given = env.SOPHIA_AUTOMATIONS?.trim();
  if (given) return given;
  const beside = config.file === undefined ? undefined : join(dirname(config.file), "automations.yaml");
  return beside !== undefined && existsSync(beside) ? beside : undefined;
}
