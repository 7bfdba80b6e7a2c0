import type { Environment } from "@sophia-mcp/auth/credentials";
import {
  createEngine,
  UnknownToolError,
  type CallRequest,
  type CallResult,
  type Engine,
} from "@sophia-mcp/core/engine";
import { errorMetaKey } from "@sophia-mcp/core/error-result";
import type { ListedServer, Opening } from "@sophia-mcp/core/manifest";
import { nearest } from "@sophia-mcp/core/nearest";
import type { Surface } from "@sophia-mcp/core/protocol";
import { selectTools, usableTools, type Selectable, type Selection } from "@sophia-mcp/core/select";
import type { RunningSandbox } from "@sophia-mcp/core/start";
import { toolListing, type ToolListing } from "@sophia-mcp/core/surface";
import type { Metrics } from "@sophia-mcp/metrics/events";
import type { BuiltIn } from "./registry.ts";
import { version } from "./version.ts";

/** What the gateway and its built-ins list, recorded at build time. */
export interface GatewayManifest extends Opening {
  servers: readonly ListedServer[];
}

export interface GatewayOptions {
  builtIns: Readonly<Record<string, BuiltIn>>;
  env: Environment;
  selection?: Selection;
  /** Stand an emulator behind each built-in instead of its vendor. */
  sandbox?: boolean;
  metrics?: Metrics;
  /** With it, listing loads no server. */
  manifest?: GatewayManifest | undefined;
}

export interface UpstreamState {
  name: string;
  title: string;
  tools: number;
  /** `idle` until the first call of one of its tools. */
  state: "idle" | "ready" | "failed";
  /** Why it failed, without secrets. */
  reason?: string;
}

export interface Gateway extends Surface {
  upstreams(): UpstreamState[];
  close(): Promise<void>;
}

interface Upstream {
  name: string;
  title: string;
  builtIn: BuiltIn;
  listings: ToolListing[];
  engine?: Promise<RunningEngine>;
  state: UpstreamState["state"];
  reason?: string;
}

interface RunningEngine {
  engine: Engine;
  sandbox: RunningSandbox | undefined;
}

/** Many servers as one surface: a call goes to the server whose tool it names, which is loaded by it. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { builtIns, env, selection = {}, sandbox = false } = options;
  const listed =
    options.manifest?.servers.map(fromManifest) ??
    (await Promise.all(Object.values(builtIns).map(fromServer)));
  const selected = new Set(
    selectTools(
      listed.flatMap((server) => server.tools),
      selection,
    ).map((tool) => tool.name),
  );
  const upstreams = listed.map((server): Upstream => {
    const builtIn = builtIns[server.name];
    if (!builtIn) throw new Error(`the manifest names ${server.name}, which is not in the registry`);
    const shown = server.tools.filter((tool) => selected.has(tool.name));
    // The sandbox brings a credential that can do everything.
    const usable = sandbox ? shown : usableTools(shown, server, env);
    return {
      name: server.name,
      title: server.title,
      builtIn,
      listings: usable.map((tool) => tool.listing()),
      state: "idle",
    };
  });

  /** Loads a server once; a failure is not remembered, so the next call tries again. */
  function running(upstream: Upstream): Promise<RunningEngine> {
    upstream.engine ??= load(upstream).then(
      (loaded) => {
        upstream.state = "ready";
        delete upstream.reason;
        return loaded;
      },
      (error: unknown) => {
        delete upstream.engine;
        upstream.state = "failed";
        upstream.reason = error instanceof Error ? error.message : String(error);
        throw error;
      },
    );
    return upstream.engine;
  }

  async function load({ builtIn }: Upstream): Promise<RunningEngine> {
    const [{ default: definition }, emulator] = await Promise.all([
      builtIn.server(),
      sandbox ? builtIn.sandbox() : undefined,
    ]);
    const engine = createEngine(definition, {
      env: { ...env, ...emulator?.env },
      selection,
      ...(options.metrics ? { metrics: options.metrics } : {}),
    });
    return { engine, sandbox: emulator };
  }

  return {
    definition: { name: "gateway", title: "Sophia MCP", version, instructions: instructions(upstreams) },
    list: () => upstreams.flatMap((upstream) => upstream.listings),
    async call(request: CallRequest): Promise<CallResult> {
      const upstream = upstreams.find(({ name }) => request.name.startsWith(`${name}_`));
      if (!upstream) throw unknownTool(request.name, upstreams);
      try {
        const { engine } = await running(upstream);
        return await engine.call(request);
      } catch (error) {
        if (error instanceof UnknownToolError) throw error;
        return notLoaded(upstream);
      }
    },
    upstreams: () =>
      upstreams.map(({ name, title, listings, state, reason }) => ({
        name,
        title,
        tools: listings.length,
        state,
        ...(reason === undefined ? {} : { reason }),
      })),
    async close() {
      const started = upstreams.flatMap(({ engine }) => (engine ? [engine] : []));
      await Promise.all(started.map((pending) => pending.then(stop, () => undefined)));
    },
  };
}

function notLoaded({ title, reason = "for an unknown reason" }: Upstream): CallResult {
  const text = `${title} could not be loaded: ${reason}. The other systems are not affected; the next call tries again.`;
  const details = { kind: "config", retryable: true, outcome: "not_done" };
  return { content: [{ type: "text", text }], isError: true, _meta: { [errorMetaKey]: details } };
}

async function stop({ engine, sandbox }: RunningEngine): Promise<void> {
  await engine.close();
  await sandbox?.close();
}

type Listed = Omit<ListedServer, "tools"> & { tools: readonly (Selectable & { listing(): ToolListing })[] };

function fromManifest(server: ListedServer): Listed {
  return {
    ...server,
    tools: server.tools.map(({ name, access, group, needs, listing }) => ({
      name,
      access,
      group,
      needs,
      listing: () => JSON.parse(listing) as ToolListing,
    })),
  };
}

async function fromServer(builtIn: BuiltIn): Promise<Listed> {
  const { default: server } = await builtIn.server();
  const tools = server.tools.map((tool) => ({
    name: tool.name,
    access: tool.access,
    group: tool.group,
    needs: tool.needs,
    listing: () => toolListing(tool),
  }));
  return { ...server, tools };
}

function instructions(upstreams: readonly Upstream[]): string {
  const names = upstreams.map(({ title, name }) => `${title} (${name}_*)`).join(", ");
  return `Connected systems and the prefix of their tools: ${names}. A tool of a system without a credential answers with what is missing; the others are not affected.`;
}

function unknownTool(name: string, upstreams: readonly Upstream[]): UnknownToolError {
  const known = upstreams.flatMap(({ listings }) => listings.map((listing) => listing.name));
  const near = nearest(name, known);
  return new UnknownToolError(`Unknown tool: ${name.slice(0, 64)}.${near ? ` Did you mean ${near}?` : ""}`);
}
