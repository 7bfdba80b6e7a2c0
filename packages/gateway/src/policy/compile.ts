import { ConfigError } from "@sophia-mcp/core/errors";
import { nearest } from "@sophia-mcp/core/nearest";
import type { GatewayConfig, ProfileConfig, ServerConfig } from "../config/types.ts";
import type { Caller } from "../relay/caller.ts";
import type { ToolFacts } from "../relay/tool-facts.ts";
import { isGlob, matchesGlob } from "./glob.ts";
import type { Guard, Verdict } from "./guard.ts";
import type { Exceeded, Limit, Limits } from "./limits.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** What one caller may take of a server's limit, so that a flood of one leaves something for the others. */
const largestShare = 0.75;
/** Of the only caller there is; see `Caller`. */
const localPrincipal = "local";

const allowed: Verdict = { kind: "allow" };

/** What a profile says of one tool: found once, asked at every call. */
interface Ruling {
  shown: boolean;
  verdict: Verdict;
  limits: readonly Limit[];
  /** Where several callers share a server. */
  sharedLimits: readonly Limit[];
}

/** @param servers those with a limit of their own; a server's limit counts the calls of all profiles */
export function compileProfile(
  profile: ProfileConfig,
  limits: Limits,
  servers: readonly Pick<ServerConfig, "name" | "ratePerMinute">[] = [],
): Guard {
  const shows = compileShows(profile);
  const inGroups = compileGroups(profile);
  const asks = compileConfirm(profile);
  const serverRates = new Map(servers.map(({ name, ratePerMinute }) => [name, ratePerMinute]));
  const ofCaller = callerLimits(profile);
  // Keyed by the facts themselves: a definition that changed is another object, and is judged anew.
  const rulings = new WeakMap<ToolFacts, Ruling>();

  function ruling(tool: ToolFacts): Ruling {
    let found = rulings.get(tool);
    if (!found) rulings.set(tool, (found = rule(tool)));
    return found;
  }

  function rule(tool: ToolFacts): Ruling {
    if (!shows(tool)) return { shown: false, verdict: hidden(tool, profile), limits: [], sharedLimits: [] };
    const verdict: Verdict = asks(tool)
      ? { kind: "confirm", message: confirmReason(tool, profile) }
      : allowed;
    const own = [...ofCaller, ...toolLimits(tool, profile)];
    const rate = serverRates.get(tool.server);
    if (rate === undefined) return { shown: true, verdict, limits: own, sharedLimits: own };
    const { all, share } = serverLimits(tool, rate);
    return { shown: true, verdict, limits: [...own, all], sharedLimits: [...own, share, all] };
  }

  return {
    profile: profile.name,
    shows: (tool) => ruling(tool).shown,
    lists: (tool) => ruling(tool).shown && inGroups(tool),
    check(tool, caller) {
      const found = ruling(tool);
      const charged = caller.principal === localPrincipal ? found.limits : found.sharedLimits;
      if (charged.length === 0) return found.verdict;
      const exceeded = limits.take(charged, caller.principal);
      if (exceeded === undefined) return found.verdict;
      if (exceeded instanceof Promise) return exceeded.then((late) => (late ? tooMany(late) : found.verdict));
      return tooMany(exceeded);
    },
  };
}

/**
 * The guards of all profiles by name.
 * @returns a function that throws ConfigError for a profile that is not configured
 */
export function compileProfiles(
  { profiles, servers }: Pick<GatewayConfig, "profiles" | "servers">,
  limits: Limits,
): (name: string) => Guard {
  const guards = new Map(
    Object.entries(profiles).map(([name, profile]) => [name, compileProfile(profile, limits, servers)]),
  );
  return (name) => {
    const guard = guards.get(name);
    if (guard) return guard;
    const near = nearest(name, [...guards.keys()]);
    const next = near ? `Did you mean ${near}?` : `Known: ${[...guards.keys()].join(", ")}.`;
    throw new ConfigError(`Unknown profile "${name.slice(0, 64)}". ${next}`);
  };
}

/** What a caller's session keeps of the policy: references alone, so that opening one costs nothing. */
export interface PolicySession {
  readonly guard: Guard;
  readonly caller: Caller;
}

/** @throws ConfigError for a profile that is not configured */
export const openPolicySession = (guardOf: (profile: string) => Guard, caller: Caller): PolicySession => ({
  guard: guardOf(caller.profile),
  caller,
});

/** Deny wins over allow. With nothing allowed by name, everything is. */
function compileShows({ servers, readOnly, allow, deny }: ProfileConfig): (tool: ToolFacts) => boolean {
  const seen = servers && new Set(servers);
  return ({ name, server, access }) => {
    if (seen && !seen.has(server)) return false;
    if (readOnly && access !== "read") return false;
    if (deny.some((pattern) => matchesGlob(pattern, name))) return false;
    return allow.length === 0 || allow.some((pattern) => matchesGlob(pattern, name));
  };
}

/** A name in `allow` lists its tool whatever its group; a glob chooses among the groups. */
function compileGroups({ groups, allow }: ProfileConfig): (tool: ToolFacts) => boolean {
  const chosen = new Set(["core", ...groups]);
  const named = new Set(allow.filter((pattern) => !isGlob(pattern)));
  return ({ name, group }) => chosen.has("all") || chosen.has(group) || named.has(name);
}

function compileConfirm({ confirm }: ProfileConfig): (tool: ToolFacts) => boolean {
  const access = new Set<string>(confirm.access);
  return (tool) =>
    access.has(tool.access) || confirm.tools.some((pattern) => matchesGlob(pattern, tool.name));
}

function callerLimits({ name, ratePerMinute, callsPerDay }: ProfileConfig): Limit[] {
  const within = `of one caller in the profile "${name}"`;
  const limits: Limit[] = [];
  if (callsPerDay !== undefined)
    limits.push({
      id: `day:${name}`,
      label: `${callsPerDay} calls a day ${within}`,
      max: callsPerDay,
      windowMs: dayMs,
      per: "caller",
      window: "fixed",
    });
  if (ratePerMinute !== undefined)
    limits.push(perMinute(`rate:${name}`, ratePerMinute, "caller", `calls a minute ${within}`));
  return limits;
}

function toolLimits(tool: ToolFacts, { name, toolRatePerMinute }: ProfileConfig): Limit[] {
  if (toolRatePerMinute === undefined) return [];
  const label = `calls a minute of ${tool.name} by one caller in the profile "${name}"`;
  return [perMinute(`tool:${name}:${tool.name}`, toolRatePerMinute, "caller", label)];
}

function serverLimits({ server, serverTitle }: ToolFacts, rate: number): { all: Limit; share: Limit } {
  const share = Math.max(1, Math.floor(rate * largestShare));
  const label = `calls a minute to ${serverTitle}`;
  return {
    all: perMinute(`server:${server}`, rate, "all", label),
    share: perMinute(`share:${server}`, share, "caller", `${label} by one caller`),
  };
}

const perMinute = (id: string, max: number, per: Limit["per"], label: string): Limit => ({
  id,
  label: `${max} ${label}`,
  max,
  windowMs: minuteMs,
  per,
  window: "sliding",
});

function hidden(tool: ToolFacts, profile: ProfileConfig): Verdict {
  const why =
    profile.readOnly && tool.access !== "read"
      ? `changes data, and the profile "${profile.name}" is read-only`
      : `is not part of the profile "${profile.name}"`;
  const message = `${tool.name} ${why}. A repeat does not help: use another tool, or ask whoever runs this gateway.`;
  return { kind: "refuse", reason: "policy", message };
}

const changes = {
  read: "reads data",
  write: "changes data",
  destroy: "can delete or overwrite data",
} as const;

const confirmReason = ({ name, serverTitle, access }: ToolFacts, profile: ProfileConfig): string =>
  `${name} ${changes[access]} in ${serverTitle}; the profile "${profile.name}" lets a person decide.`;

function tooMany({ limit, retryAfterSeconds }: Exceeded): Verdict {
  const reason = limit.windowMs === dayMs ? "budget" : "rate";
  const message = `Not called: the limit of ${limit.label} is reached. Repeat the same call in ${retryAfterSeconds} s.`;
  return { kind: "refuse", reason, message, retryAfterSeconds };
}
