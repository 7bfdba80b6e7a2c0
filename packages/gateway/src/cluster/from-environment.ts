import { CredentialError, readVariable, type Environment } from "@sophia-mcp/auth/credentials";
import { ConfigError } from "@sophia-mcp/core/errors";
import type { GatewayMetrics } from "@sophia-mcp/metrics/events";
import type { GatewayConfig } from "../config/types.ts";
import type { Log } from "../log.ts";
import type { Approvals } from "../policy/approvals.ts";
import type { Cluster } from "./cluster.ts";

interface Settings {
  url: string;
  prefix: string;
  secret: string | undefined;
}

const shortestSecret = 32;

/**
 * `REDIS_URL`, `SOPHIA_REDIS_PREFIX` (default `sophia-mcp`) and `SOPHIA_CLUSTER_SECRET`, each also as `..._FILE`;
 * undefined without a Redis.
 * @throws ConfigError
 */
export function clusterSettings(env: Environment): Settings | undefined {
  const url = read("REDIS_URL", env);
  if (url === undefined) return undefined;
  const prefix = read("SOPHIA_REDIS_PREFIX", env) ?? "sophia-mcp";
  if (!/^[\w.:-]{1,64}$/.test(prefix))
    throw new ConfigError(
      "SOPHIA_REDIS_PREFIX: accepted are up to 64 letters, digits, dots, colons and hyphens.",
    );
  const secret = read("SOPHIA_CLUSTER_SECRET", env);
  if (secret !== undefined && secret.length < shortestSecret)
    throw new ConfigError(
      `SOPHIA_CLUSTER_SECRET is shorter than ${shortestSecret} characters: make one with openssl rand -hex 32, the same for all replicas.`,
    );
  return { url, prefix, secret };
}

/** The replicas that this process belongs to; undefined without `REDIS_URL`. Nothing of Redis is loaded then. */
export async function clusterFrom(
  env: Environment,
  config: GatewayConfig,
  { log, metrics }: { log: Log; metrics: Pick<GatewayMetrics, "sharedState"> },
): Promise<Cluster | undefined> {
  const settings = clusterSettings(env);
  if (!settings) return undefined;
  const { openCluster } = await import("./cluster.ts");
  const fingerprints = config.servers.flatMap(({ kind, fingerprint }) =>
    kind === "broken" ? [] : [fingerprint],
  );
  return openCluster({ ...settings, fingerprints, log, metrics });
}

/** The approvals that replicas share, for a command that decides on them; undefined without `REDIS_URL`. */
export function sharedApprovalsFrom(env: Environment): (() => Promise<Approvals>) | undefined {
  const settings = clusterSettings(env);
  if (!settings) return undefined;
  return async () => {
    const [{ openRedis }, { createSharedApprovals }, { createApprovals }] = await Promise.all([
      import("./redis.ts"),
      import("./shared-approvals.ts"),
      import("../policy/approvals.ts"),
    ]);
    const redis = await openRedis({ ...settings, availability: () => undefined });
    const approvals = createApprovals(createSharedApprovals(redis));
    return { ...approvals, close: () => Promise.resolve(redis.close()) };
  };
}

function read(name: string, env: Environment): string | undefined {
  try {
    return readVariable([name], env)?.value;
  } catch (error) {
    if (error instanceof CredentialError) throw new ConfigError(error.message, { cause: error });
    throw error;
  }
}
