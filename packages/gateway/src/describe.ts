import { fenceInstructions } from "@sophia-mcp/core/fence-instructions";
import { isObject, type Json } from "@sophia-mcp/core/envelope";
import type { ReportFacts } from "./find/token-report.ts";
import type { Caller } from "./relay/caller.ts";
import { partsOf, searchOf, type Source } from "./sources.ts";
import { capabilityKey } from "./upstreams/catalogue.ts";
import type { Upstream } from "./upstreams/upstream.ts";
import { version } from "./version.ts";
import type { Standing } from "./views.ts";

export interface ServerStatus {
  name: string;
  title: string;
  /** As the server named it when it was last opened; missing for one that never was. */
  version?: string;
  kind: "builtIn" | "command" | "url" | "image" | "broken";
  tools: number;
  /** `idle` until the first call of one of its tools. */
  state: "idle" | "starting" | "ready" | "failed";
  /** Why it failed, without secrets. */
  reason?: string;
  circuit: "closed" | "half-open" | "open";
  restarts: number;
  inFlight: number;
  pids: number[];
}

export function statusOf(source: Source): ServerStatus {
  const { name, title, kind } = source.config;
  const own = versionOf(source);
  const about = { name, title, kind, ...(own === undefined ? {} : { version: own }) };
  const still = { circuit: "closed", restarts: 0, inFlight: 0, pids: [] } as const;
  if (source.kind === "broken")
    return { ...about, tools: 0, state: "failed", reason: source.config.reason, ...still, pids: [] };
  if (source.kind === "upstream")
    return { ...about, tools: toolNames(source.upstream).length, ...source.upstream.status() };
  const running =
    source.target.kind === "builtIn"
      ? { ...still, pids: [], ...source.target.runtime.status() }
      : source.target.upstream.status();
  return { ...about, tools: source.routes.length, ...running };
}

/** Ours are released together; others say it on opening, each revision in its own place. */
function versionOf(source: Source): string | undefined {
  if (source.kind !== "upstream") return source.kind === "builtIn" ? version : undefined;
  const { legacy, modern } = source.upstream.entry()?.openings ?? {};
  const { _meta: meta, serverInfo = isObject(meta) ? meta[serverInfoKey] : undefined } =
    (modern ?? legacy)?.result ?? {};
  return isObject(serverInfo) && typeof serverInfo.version === "string" ? serverInfo.version : undefined;
}

const serverInfoKey = "io.modelcontextprotocol/serverInfo";

export const toolNames = (upstream: Upstream): string[] =>
  upstream.surface("none")?.tools.items.map(({ key }) => key) ?? [];

export function offers(upstream: Upstream, kind: string): boolean {
  const { legacy, modern } = upstream.entry()?.openings ?? {};
  return isObject((modern ?? legacy)?.capabilities[kind]);
}

/** What the servers behind can do together; as long as one was never met, all that can be forwarded. */
export function capabilities(sources: readonly Source[]): Json {
  const upstreams = sources.flatMap((source) => (source.kind === "upstream" ? [source.upstream] : []));
  const unmet = upstreams.some((upstream) => !upstream.entry());
  const has = (kind: string): boolean => unmet || upstreams.some((upstream) => offers(upstream, kind));
  return {
    tools: { listChanged: true },
    ...(has("prompts") ? { prompts: { listChanged: true } } : {}),
    ...(has("resources") ? { resources: { subscribe: true, listChanged: true } } : {}),
    ...(has("completions") ? { completions: {} } : {}),
    ...(has("logging") ? { logging: {} } : {}),
  };
}

export function instructions(sources: readonly Source[]): string {
  const names = sources.map(({ config, kind }) =>
    kind === "builtIn" ? `${config.title} (${config.name}_*)` : config.title,
  );
  const given = sources.flatMap((source) => {
    const { legacy, modern } = source.kind === "upstream" ? (source.upstream.entry()?.openings ?? {}) : {};
    const own = (modern ?? legacy)?.instructions;
    return own ? [`${source.config.title}: ${own}`] : [];
  });
  const ours = sources.some(({ kind }) => kind === "builtIn") ? [fenceInstructions] : [];
  return [
    `Connected systems${ours.length > 0 ? " and the prefix of their tools" : ""}: ${names.join(", ")}. A tool of a system without a credential answers with what is missing; the others are not affected.`,
    ...ours,
    ...given,
  ].join(" ");
}

/** What the report of tokens is made of: names as they are where no client shortens them. */
export function reportFacts(
  { config, sources, guards }: Standing,
  { capabilities: declared }: Caller,
): ReportFacts {
  const parts = partsOf(sources, capabilityKey(declared), () => new Map());
  return {
    tools: parts.flatMap(({ tools }) => tools.map(({ facts }) => facts)),
    servers: sources.map((source) => ({
      name: source.config.name,
      title: source.config.title,
      ...searchOf(source),
    })),
    profiles: Object.values(config.profiles).map((profile) => ({
      config: profile,
      guard: guards(profile.name),
    })),
    deadlineMs: config.search.deadlineMs,
  };
}

/** As a tool of this server is called by clients that shorten nothing. */
export const prefixed = ({ prefix }: { prefix: string }, tool: string): string =>
  prefix === "" ? tool : `${prefix}_${tool}`;

/** What to say of a tool whose definition waits for a person. */
export function heldBack(upstreams: readonly Upstream[], declared: string, name: string): string | undefined {
  for (const { config, surface } of upstreams) {
    const found = surface(declared)?.held?.find((tool) => prefixed(config, tool.name) === name);
    if (!found) continue;
    const why =
      found.reason === "new" ? "is new and was not approved yet" : "has changed since it was accepted";
    return `Not called: the definition of ${name} ${why}. Whoever runs this gateway sees the difference with sophia-mcp approve, and releases it with sophia-mcp approve --server ${config.name} --tool ${found.name}.`;
  }
  return undefined;
}
