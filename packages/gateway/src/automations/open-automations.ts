import type { Environment } from "@sophia-mcp/auth/credentials";
import { ConfigError } from "@sophia-mcp/core/errors";
import type { Gateway } from "../gateway.ts";
import type { Log } from "../log.ts";
import type { Automations } from "./automations.ts";

export interface OpenOptions {
  gateway: Gateway;
  env: Environment;
  stateFolder: string;
  sandbox: boolean;
  log: Log;
}

/**
 * The automations that the environment names, through this gateway; undefined, and nothing loaded, where it names none.
 * They go on at once with what an earlier process left.
 * @throws ConfigError for a file that is not valid, or an input that nothing gives, or a profile that there is not
 */
export async function openAutomations({
  gateway,
  ...options
}: OpenOptions): Promise<Automations | undefined> {
  const path = options.env.SOPHIA_AUTOMATIONS?.trim();
  if (!path) return undefined;
  const [{ createAutomations }, { gatewayTools }] = await Promise.all([
    import("./automations.ts"),
    import("./gateway-tools.ts"),
  ]);
  const profile = options.env.SOPHIA_AUTOMATIONS_PROFILE?.trim() || undefined;
  const profiles = Object.keys(gateway.config().profiles);
  if (profile !== undefined && !profiles.includes(profile)) {
    throw new ConfigError(
      `SOPHIA_AUTOMATIONS_PROFILE: "${profile.slice(0, 64)}" is not a profile. Accepted: ${profiles.join(", ")}.`,
    );
  }
  return createAutomations({ ...options, path, tools: gatewayTools(gateway, profile) });
}
