import { isObject, modernVersions, type Json } from "@sophia-mcp/core/envelope";
import { nearest } from "@sophia-mcp/core/nearest";
import type { Upstream } from "../upstreams/upstream.ts";
import { askUpstream } from "./ask-upstream.ts";
import type { createCalls } from "./calls.ts";
import { failureAnswer } from "./failures.ts";
import type { Held } from "./held.ts";
import { errorAnswer, rawResultAnswer, resultAnswer, type Answer } from "./json-rpc.ts";
import { LinkError } from "./link.ts";
import { resourceOwner } from "./resources.ts";
import type { Exchange, Session } from "./session.ts";
import { SubscriptionError, type Subscriptions } from "./subscriptions.ts";
import { modernFields, type SharedList, type View } from "./view.ts";

export const legacyVersions: readonly string[] = [
  "2025-11-25",
  "2025-06-18",
  "2025-03-26",
  "2024-11-05",
  "2024-10-07",
];

const methodNotFound = -32_601;
const invalidParams = -32_602;
const internalError = -32_603;

export interface RelayOptions {
  serverInfo: { name: string; title: string; version: string };
  instructions(view: View): string;
  capabilities(session: Session): Json;
  /** What this session sees now. Waits only the very first time that a server was never asked before. */
  view(session: Session, method: string): View | Promise<View>;
  listed(view: View): void;
  calls: ReturnType<typeof createCalls>;
  held: Held;
  subscriptions: Subscriptions;
  /** Servers that may know a resource that none of them listed. */
  resourceServers(session: Session): readonly Upstream[];
  logLevel(session: Session, level: string): void;
  /** Why a tool that a server has is not to be had now. */
  heldBack(session: Session, name: string): string | undefined;
}

export interface Relay {
  answer(message: Json, exchange: Exchange): Promise<Answer>;
}

/** Answers what clients ask: from what is known where that is enough, from the server it belongs to where not. */
export function createRelay(options: RelayOptions): Relay {
  const { serverInfo, subscriptions, held } = options;

  function list(
    field: string,
    json: string,
    hints: SharedList["hints"],
    params: Json,
    modern: boolean,
  ): Answer {
    if (params.cursor !== undefined) return invalid("Unknown cursor: this list has one page.");
    const body = modern
      ? `{"${field}":[${json}],${modernFields(hints, serverInfo)}}`
      : `{"${field}":[${json}]}`;
    return rawResultAnswer(body, {});
  }

  async function forward(
    upstream: Upstream,
    method: string,
    params: Json,
    exchange: Exchange,
  ): Promise<Answer> {
    try {
      return await askUpstream(
        { upstream, method, params, exchange, timeoutMs: upstream.config.timeoutMs, repeatable: true },
        held,
      );
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      const kind = error instanceof LinkError ? error.kind : "closed";
      return errorAnswer({
        code: internalError,
        message: `${upstream.config.title}: the server ${text}`,
        data: { server: upstream.name, kind },
      });
    }
  }

  async function readResource(method: string, params: Json, exchange: Exchange, view: View): Promise<Answer> {
    const { uri } = params;
    if (typeof uri !== "string") return invalid('"params.uri" must be a string');
    const owner = resourceOwner(view, uri);
    if (owner) return forward(owner, method, params, exchange);
    let last: Answer | undefined;
    for (const upstream of options.resourceServers(exchange.session)) {
      last = await forward(upstream, method, params, exchange);
      if (last.result) return last;
    }
    // The code for it has changed with the modern revision.
    const code = exchange.session.caller.era === "modern" ? invalidParams : -32_002;
    return last ?? errorAnswer({ code, message: "Resource not found", data: { uri } });
  }

  function complete(params: Json, exchange: Exchange, view: View): Promise<Answer> | Answer {
    const ref = isObject(params.ref) ? params.ref : {};
    if (ref.type === "ref/prompt" && typeof ref.name === "string") {
      const owner = view.prompts.owners.get(ref.name);
      if (!owner) return invalid(`Unknown prompt: ${ref.name.slice(0, 64)}`);
      return forward(
        owner.upstream,
        "completion/complete",
        { ...params, ref: { ...ref, name: owner.ownName } },
        exchange,
      );
    }
    if (ref.type === "ref/resource" && typeof ref.uri === "string") {
      const owner = resourceOwner(view, ref.uri) ?? options.resourceServers(exchange.session)[0];
      if (owner) return forward(owner, "completion/complete", params, exchange);
    }
    return invalid('"params.ref" names no prompt and no resource that is known');
  }

  function promptOf(params: Json, exchange: Exchange, view: View): Promise<Answer> | Answer {
    const { name } = params;
    const owner = typeof name === "string" ? view.prompts.owners.get(name) : undefined;
    if (owner) return forward(owner.upstream, "prompts/get", { ...params, name: owner.ownName }, exchange);
    return invalid(
      `Unknown prompt: ${String(name).slice(0, 64)}${hint(String(name), [...view.prompts.owners.keys()])}`,
    );
  }

  function toolOf(params: Json, exchange: Exchange, view: View): Promise<Answer> | Answer {
    const { name } = params;
    if (typeof name !== "string") return invalid('"params.name" must be a string');
    if (params.arguments !== undefined && !isObject(params.arguments))
      return invalid('"params.arguments" must be an object');
    const route = view.routes.get(name);
    if (route) return options.calls.call(route, view.guard, params, exchange);
    const held = options.heldBack(exchange.session, name);
    if (held !== undefined) {
      const failure = { kind: "policy", message: held, retryable: false, outcome: "not_done" } as const;
      return failureAnswer(failure, "gateway", exchange.session.caller.era === "modern");
    }
    return invalid(`Unknown tool: ${name.slice(0, 64)}.${hint(name, [...view.routes.keys()])}`);
  }

  async function subscribe(method: string, params: Json, { session }: Exchange, view: View): Promise<Answer> {
    const { uri } = params;
    if (typeof uri !== "string") return invalid('"params.uri" must be a string');
    if (method === "resources/unsubscribe") {
      subscriptions.unfollow(session, uri);
      return resultAnswer({});
    }
    const owner = resourceOwner(view, uri) ?? options.resourceServers(session)[0];
    if (!owner) return errorAnswer({ code: -32_002, message: "Resource not found", data: { uri } });
    try {
      await subscriptions.follow(session, uri, owner);
      return resultAnswer({});
    } catch (error) {
      if (error instanceof SubscriptionError) return errorAnswer(error.rpc);
      return errorAnswer({
        code: internalError,
        message: `${owner.config.title}: ${(error as Error).message}`,
      });
    }
  }

  /** Methods that both eras have. */
  function common(
    method: string,
    params: Json,
    exchange: Exchange,
    view: View,
    modern: boolean,
  ): Promise<Answer> | Answer {
    switch (method) {
      case "tools/list":
        options.listed(view);
        return list("tools", view.toolsJson, view.toolHints, params, modern);
      case "tools/call":
        return toolOf(params, exchange, view);
      case "prompts/list":
        return list("prompts", view.prompts.json, view.prompts.hints, params, modern);
      case "prompts/get":
        return promptOf(params, exchange, view);
      case "resources/list":
        return list("resources", view.resources.json, view.resources.hints, params, modern);
      case "resources/templates/list":
        return list("resourceTemplates", view.templates.json, view.templates.hints, params, modern);
      case "resources/read":
        return readResource(method, params, exchange, view);
      case "completion/complete":
        return complete(params, exchange, view);
      default:
        return errorAnswer({ code: methodNotFound, message: "Method not found" });
    }
  }

  function legacy(method: string, params: Json, exchange: Exchange, view: View): Promise<Answer> | Answer {
    const { session } = exchange;
    switch (method) {
      case "initialize": {
        const asked = String(params.protocolVersion);
        return resultAnswer({
          protocolVersion: legacyVersions.includes(asked) ? asked : legacyVersions[0],
          capabilities: options.capabilities(session),
          serverInfo,
          instructions: options.instructions(view),
        });
      }
      case "ping":
        return resultAnswer({});
      case "logging/setLevel":
        session.logLevel = String(params.level);
        options.logLevel(session, session.logLevel);
        return resultAnswer({});
      case "resources/subscribe":
      case "resources/unsubscribe":
        return subscribe(method, params, exchange, view);
      default:
        return common(method, params, exchange, view, false);
    }
  }

  async function modern(method: string, params: Json, exchange: Exchange, view: View): Promise<Answer> {
    const { session } = exchange;
    if (method === "server/discover") {
      return resultAnswer({
        supportedVersions: [...modernVersions],
        capabilities: options.capabilities(session),
        instructions: options.instructions(view),
        resultType: "complete",
        ...view.toolHints,
        _meta: { "io.modelcontextprotocol/serverInfo": serverInfo },
      });
    }
    if (method === "subscriptions/listen") {
      if (!isObject(params.notifications)) return invalid('"params.notifications" must be an object');
      const owner = (uri: string): Upstream | undefined =>
        resourceOwner(view, uri) ?? options.resourceServers(session)[0];
      return resultAnswer(await subscriptions.listen(exchange, params.notifications, owner));
    }
    return common(method, params, exchange, view, true);
  }

  return {
    async answer(message, exchange) {
      const method = message.method as string;
      const params = isObject(message.params) ? message.params : {};
      const found = options.view(exchange.session, method);
      const view = found instanceof Promise ? await found : found;
      return exchange.session.caller.era === "legacy"
        ? legacy(method, params, exchange, view)
        : modern(method, params, exchange, view);
    },
  };
}

const invalid = (message: string): Answer => errorAnswer({ code: invalidParams, message });

function hint(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return near ? ` Did you mean ${near}?` : "";
}
