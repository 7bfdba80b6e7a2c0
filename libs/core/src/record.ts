import { SUPPORTED_PROTOCOL_VERSIONS } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/server";
import { createEngine } from "./engine.ts";
import { modernVersions, versionKey } from "./envelope.ts";
import type { ListedServer, Manifest, Opening } from "./manifest.ts";
import { protocolFactory, type Surface } from "./protocol.ts";
import type { AnyServer } from "./server.ts";

type Result = Record<string, unknown>;

const client = { name: "manifest", version: "1" };
const modern = {
  _meta: {
    [versionKey]: modernVersions[0],
    "io.modelcontextprotocol/clientInfo": client,
    "io.modelcontextprotocol/clientCapabilities": {},
  },
};

/** Asks a surface what every client asks first, in both eras. */
export async function recordOpening(surface: Surface): Promise<{ opening: Opening; tools: Result[] }> {
  const ask = async (...requests: { method: string; params?: object }[]): Promise<Result[]> => {
    const { transport, answers } = recorder(requests);
    const served = serveStdio(protocolFactory(surface), { transport });
    const results = await answers;
    await served.close();
    return results;
  };
  // The newest stands first: it is what an unknown revision is answered with.
  const legacyVersions = SUPPORTED_PROTOCOL_VERSIONS.filter((version) => !modernVersions.includes(version));
  const params = { protocolVersion: legacyVersions[0], capabilities: {}, clientInfo: client };
  const [{ protocolVersion: _newest, ...initialize } = {}] = await ask({ method: "initialize", params });
  const [discover = {}, list = {}] = await ask(
    { method: "server/discover", params: modern },
    { method: "tools/list", params: modern },
  );
  const { tools, ...around } = list as { tools: Result[] };
  const modernList = JSON.stringify(around).slice(1, -1);
  return { opening: { initialize, legacyVersions, discover: JSON.stringify(discover), modernList }, tools };
}

/** What a server's manifest says, asked of the server itself. */
export async function createManifest(server: AnyServer): Promise<Manifest> {
  const engine = createEngine(server, { env: {}, selection: { groups: ["all"] } });
  const { opening, tools } = await recordOpening(engine);
  await engine.close();
  return { ...opening, ...listedServer(server, tools) };
}

export function listedServer(server: AnyServer, listings: readonly Result[]): ListedServer {
  return {
    name: server.name,
    title: server.title,
    version: server.version,
    credentials: server.credentials,
    ...(server.credentialKinds ? { credentialKinds: server.credentialKinds } : {}),
    tools: server.tools.map(({ name, access, group, needs, search }, i) => ({
      name,
      access,
      group,
      ...(needs === undefined ? {} : { needs }),
      ...(search === undefined ? {} : { search }),
      listing: JSON.stringify(listings[i]),
    })),
  };
}

/** Sends requests one after the other and keeps the results. */
function recorder(requests: readonly { method: string; params?: object }[]) {
  const results: Result[] = [];
  let done: (results: Result[]) => void;
  const answers = new Promise<Result[]>((resolve) => (done = resolve));
  const transport: Transport = {
    start: async () => queueMicrotask(next),
    send: async (message) => {
      if (!("result" in message)) throw new Error(`unexpected answer: ${JSON.stringify(message)}`);
      results.push(message.result);
      if (results.length === requests.length) done(results);
      else next();
    },
    close: async () => transport.onclose?.(),
  };
  function next(): void {
    const request = requests[results.length];
    transport.onmessage?.({ jsonrpc: "2.0", id: results.length, ...request } as JSONRPCMessage);
  }
  return { transport, answers };
}
