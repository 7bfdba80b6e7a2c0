import type { Call } from "../emulator.ts";
import type { GitHubState } from "./state.ts";

/** Requests an hour, or a minute for the two searches. */
export const LIMITS = { core: 5000, search: 30, code_search: 10, graphql: 5000 } as const;

export type Resource = keyof typeof LIMITS;

export function resourceOf(path: string): Resource {
  if (path === "/search/code") return "code_search";
  return path.startsWith("/search/") ? "search" : "core";
}

export function limitOf(state: GitHubState, resource: Resource) {
  const limit = LIMITS[resource];
  // The sandbox counts, and never runs out: a limit that is reached is a fault that a test asks for.
  const used = (state.used.get(resource) ?? 0) % limit;
  const length = resource === "core" || resource === "graphql" ? 3600 : 60;
  return { limit, used, remaining: limit - used, reset: Math.floor(Date.now() / 1000) + length };
}

export function limitHeaders({ path }: Pick<Call, "path">, state: GitHubState): Record<string, string> {
  const resource = resourceOf(path);
  // Asking for the limits costs nothing.
  if (path !== "/rate_limit") state.used.set(resource, (state.used.get(resource) ?? 0) + 1);
  const { limit, used, remaining, reset } = limitOf(state, resource);
  return {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-used": String(used),
    "x-ratelimit-reset": String(reset),
    "x-ratelimit-resource": resource,
  };
}
