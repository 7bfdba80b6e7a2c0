import { ConfigError } from "@sophia-mcp/core/errors";
import { nearest } from "@sophia-mcp/core/nearest";
import { defaultConfig } from "./defaults.ts";
import type { Surroundings } from "./expand.ts";
import type { Expose, GatewayConfig } from "./types.ts";

export interface ConfigSource extends Surroundings {
  /** From `--config`; without it, the variable SOPHIA_CONFIG. */
  file?: string | undefined;
  /** From `--expose`: wins over what any profile says. */
  expose?: Expose | undefined;
  /** From `--profile`: wins over `defaultProfile`. */
  profile?: string | undefined;
}

/**
 * The configuration from its file, or the built-in servers where none is named. Nothing is looked for: a file that
 * starts programs is one that the user pointed at. Without a file, nothing is awaited but the promise itself.
 * @throws ConfigError that names file, line, column and key path, and what is accepted
 */
export async function loadConfig(source: ConfigSource): Promise<GatewayConfig> {
  const given = source.file ?? source.env.SOPHIA_CONFIG?.trim();
  if (!given) return withFlags(defaultConfig(source.env), source);
  const { readConfig } = await import("./read-config.ts");
  return withFlags(await readConfig(given, source), source);
}

function withFlags(config: GatewayConfig, { expose, profile }: ConfigSource): GatewayConfig {
  const known = Object.keys(config.profiles);
  if (profile !== undefined && !known.includes(profile)) {
    const near = nearest(profile, known);
    const meant = near ? ` Did you mean ${near}?` : "";
    throw new ConfigError(`--profile: no profile of that name.${meant} Accepted: ${known.join(", ")}.`);
  }
  const profiles =
    expose === undefined
      ? config.profiles
      : Object.fromEntries(
          Object.entries(config.profiles).map(([name, value]) => [name, { ...value, expose }]),
        );
  return { ...config, profiles, defaultProfile: profile ?? config.defaultProfile };
}
