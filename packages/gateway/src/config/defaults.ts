import type { Environment } from "@sophia-mcp/auth/credentials";
import { builtIns } from "../registry.ts";
import { profilesOf } from "./profiles.ts";
import type { BuiltInServer, GatewayConfig } from "./types.ts";

/** In the order in which their tools are listed. */
export const builtInNames: readonly string[] = Object.keys(builtIns);

const titles: Readonly<Record<string, string>> = { hubspot: "HubSpot", github: "GitHub" };

/** A built-in server as it is when nothing is said of it. */
export function builtInServer(name: string, env: Environment): BuiltInServer {
  return {
    kind: "builtIn",
    name,
    builtIn: name,
    title: titles[name] ?? name.slice(0, 1).toUpperCase() + name.slice(1),
    prefix: "",
    isolation: "inline",
    args: [],
    env: {},
    timeoutMs: builtInTimeoutMs(name, env),
    toolTimeouts: [],
    idleMs: 0,
    pin: "off",
    fingerprint: builtInFingerprint(name),
  };
}

/** The server has a limit of its own and words it better: the gateway's comes a little later. */
function builtInTimeoutMs(name: string, env: Environment): number {
  const own = Number(env[`${name.toUpperCase()}_TIMEOUT_SECONDS`]);
  return (own > 0 ? own : 30) * 1000 + 15_000;
}

/** Its surface ships with the gateway, so that its name says all: no hash, whose module takes milliseconds to load. */
function builtInFingerprint(name: string): string {
  return Buffer.from(name).toString("hex").padEnd(32, "0").slice(0, 32);
}

/** What the gateway is without a file. */
export function defaultConfig(env: Environment): GatewayConfig {
  return {
    imported: [],
    unread: [],
    notes: [],
    servers: builtInNames.map((name) => builtInServer(name, env)),
    profiles: profilesOf({}),
    defaultProfile: "default",
    audit: { enabled: false, arguments: false, onFailure: "continue", retentionDays: 365 },
    search: { deadlineMs: 500 },
    http: { profileClaim: "profile", pollAfterMs: 0 },
    parallelStarts: 4,
  };
}
