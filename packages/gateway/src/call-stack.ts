import { join } from "node:path";
import type { Environment } from "@sophia-mcp/auth/credentials";
import { isObject, type Json } from "@sophia-mcp/core/envelope";
import { httpToken } from "@sophia-mcp/core/http-token";
import { InputError } from "@sophia-mcp/core/errors";
import type { GatewayMetrics } from "@sophia-mcp/metrics/events";
import type { Audit } from "./audit/audit.ts";
import type { CallAnswer, SearchServer } from "./find/gateway-tool.ts";
import type { Log } from "./log.ts";
import type { Approvals } from "./policy/approvals.ts";
import type { Redaction } from "./policy/redact.ts";
import type { RequestStates } from "./policy/request-state.ts";
import { createCalls } from "./relay/calls.ts";
import type { Held } from "./relay/held.ts";
import type { Exchange } from "./relay/session.ts";
import { searchOf, targetStatus, type Source } from "./sources.ts";
import type { Standing, Views } from "./views.ts";

export interface CallStackOptions {
  env: Environment;
  stateFolder: string;
  http?: boolean;
  standing(): Standing;
  views: Views;
  metrics: GatewayMetrics;
  audit: Audit;
  log: Log;
  held: Held;
  /** Shared between replicas where they are. */
  approvals?: Approvals | undefined;
  states?: RequestStates | undefined;
}

export interface CallStack {
  calls: ReturnType<typeof createCalls>;
  approvals(): Promise<Approvals>;
  redaction(): Redaction | Promise<Redaction>;
}

/** The calls with all that stands around them; each part is loaded by the first call that needs it. */
export function createCallStack(options: CallStackOptions): CallStack {
  const { env, stateFolder, standing, views } = options;
  let hash: ((tool: string, args: unknown) => string) | undefined;
  let known: { of: Standing; redaction: Redaction } | undefined;
  let approvals: Promise<Approvals> | undefined;
  let states: Promise<RequestStates> | undefined;

  async function loadHash(): Promise<NonNullable<typeof hash>> {
    const { argumentsHash } = await import("./policy/arguments-hash.ts");
    return (hash = argumentsHash);
  }

  const ofNothing = new Map<string, string>();
  /** Calls without arguments are all alike. */
  function hashOf(made: NonNullable<typeof hash>, tool: string, args: unknown): string {
    if (args !== undefined && (!isObject(args) || Object.keys(args).length > 0)) return made(tool, args);
    let found = ofNothing.get(tool);
    if (found === undefined) ofNothing.set(tool, (found = made(tool, {})));
    return found;
  }

  /** Of the standing at hand: a changed configuration has other secrets. */
  function redaction(): Redaction | Promise<Redaction> {
    const of = standing();
    if (known?.of === of) return known.redaction;
    return import("./policy/redact.ts").then(({ createRedaction }) => {
      known = { of, redaction: createRedaction(secretsOf(of, env)) };
      return known.redaction;
    });
  }

  function openApprovals(): Promise<Approvals> {
    return (approvals ??= (async () => {
      if (options.approvals) return options.approvals;
      const [{ createApprovals }, { openApprovalStore }] = await Promise.all([
        import("./policy/approvals.ts"),
        import("./policy/approval-store.ts"),
      ]);
      return createApprovals(await openApprovalStore(join(stateFolder, "approvals.db")));
    })().catch((error: unknown) => {
      approvals = undefined;
      throw error;
    }));
  }

  function openStates(): Promise<RequestStates> {
    return (states ??= (async () => {
      if (options.states) return options.states;
      return (await import("./policy/request-state.ts")).createRequestStates();
    })());
  }

  /** A tool of the gateway's own calls others as its caller, with all that holds for him. */
  async function own(name: string, params: Json, exchange: Exchange): Promise<Json> {
    const { caller } = exchange.session;
    const view = await views.for(caller);
    const tool = views.own(name, caller);
    if (!tool) throw new Error(`${name} is not one of the gateway's own tools`);
    const routes = [...view.routes.values()].filter(({ target }) => target.kind !== "own");
    const passed = name === "call_tool" ? answersOf(params) : {};
    const result = await tool.run(params.arguments, {
      tools: routes.map(({ facts }) => facts),
      servers: searchServers(standing().sources),
      caller,
      signal: exchange.signal,
      call: async (called, given, { signal } = {}) => {
        const route = view.routes.get(called);
        if (!route || route.target.kind === "own") throw new Error(`${called} cannot be called from here`);
        const within = signal ? { ...exchange, signal, cancellation: undefined } : exchange;
        const inner = { ...passed, name: called, arguments: given };
        const answer = await calls.call(route, view.guard, inner, within);
        if (answer.error) throw new InputError(answer.error.message);
        return answer.result as unknown as CallAnswer;
      },
    });
    return result as unknown as Json;
  }

  const calls = createCalls({
    ...options,
    auditArguments: () => standing().config.audit.arguments,
    hash: (tool, args) => (hash ? hashOf(hash, tool, args) : loadHash().then((loaded) => loaded(tool, args))),
    redaction,
    own,
    answerTokens: (profile) => standing().config.profiles[profile]?.answerTokens ?? 0,
    confirmation: { states: openStates, approvals: openApprovals, redaction, http: options.http === true },
  });
  return { calls, approvals: openApprovals, redaction };
}

/** What a client of the modern revision answers to a question goes to the call that asked it. */
function answersOf({ _meta, inputResponses, requestState }: Json): Json {
  const given = { _meta, inputResponses, requestState };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** Values that entries of the configuration name, and the built-ins' credentials. */
function secretsOf({ config, sources }: Standing, env: Environment): string[] {
  const named = config.servers.flatMap((server) => [
    ...("env" in server ? Object.values(server.env) : []),
    ...(server.kind === "url" ? [...Object.values(server.headers), server.oauth?.clientSecret ?? ""] : []),
  ]);
  const credentials = sources.flatMap((source) => (source.kind === "builtIn" ? source.secrets : []));
  return [...named, ...credentials.flatMap((name) => env[name] ?? []), httpToken(env) ?? ""].filter(
    (value) => value.length >= shortestSecret,
  );
}

/** Shorter values are words like `true` or `eu`, which stand everywhere. */
const shortestSecret = 8;

function searchServers(sources: readonly Source[]): SearchServer[] {
  return sources.map((source) => {
    const { name, title } = source.config;
    if (source.kind === "broken") return { name, title, state: "failed", reason: source.config.reason };
    const status = source.kind === "upstream" ? source.upstream.status() : targetStatus(source);
    const state = status.state === "starting" ? "idle" : status.state;
    return { name, title, state, ...(status.reason ? { reason: status.reason } : {}), ...searchOf(source) };
  });
}
