import type { Page } from "./fronts/http.ts";
import type { Gateway, GatewayOptions } from "./gateway.ts";
import type { Log } from "./log.ts";

export interface MountedWebhooks {
  pages: readonly Page[];
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
  const { openAutomations } = await import("./automations/open-automations.ts");
  const automations = await openAutomations({ gateway, env, stateFolder, sandbox, log });
  const { webhooksConfigured } = await import("./webhooks/config.ts");
  if (!webhooksConfigured(env))
    return automations && { pages: [], metricsText: async () => "", close: automations.close };
  const [{ openReceiver }, { gatewayTools }] = await Promise.all([
    import("./webhooks/open-receiver.ts"),
    import("./automations/gateway-tools.ts"),
  ]);
  const callTool = gatewayTools(gateway).call;
  const receiver = await openReceiver({ env, log, callTool, sinks: automations ? [automations.sink] : [] });
  return {
    // Whoever calls is known by his signature, not by a token of this gateway.
    pages: [{ open: true, handle: (req, res, at) => receiver.handle(req, res, at) }],
    metricsText: () => receiver.metricsText(),
    async close() {
      await receiver.close();
      await automations?.close();
    },
  };
}
