import {
  ProtocolError,
  ProtocolErrorCode,
  Server,
  type McpServerFactory,
} from "@modelcontextprotocol/server";
import { fenceInstructions } from "./fence-instructions.ts";
import { UnknownToolError, type CallRequest, type CallResult } from "./engine.ts";
import type { ToolListing } from "./surface.ts";

/** How long clients may keep a list: it is fixed while the process lives. */
const listTtlMs = 3_600_000;

/** Anything that has tools: one server's engine, or the gateway over many. */
export interface Surface {
  definition: {
    /** `hubspot`, `gateway`: the protocol's server name is `sophia-mcp-<name>`. */
    name: string;
    title: string;
    version: string;
    instructions: string;
    /** Present where a credential hides tools from the list. */
    credentialKinds?: unknown;
  };
  list(): ToolListing[];
  call(request: CallRequest): Promise<CallResult>;
}

/** A surface as the SDK serves it, over any transport and in both protocol eras. */
export function protocolFactory(engine: Surface): McpServerFactory {
  const { name, title, version, instructions, credentialKinds } = engine.definition;
  // What a credential hides from a list is that principal's own view.
  const hint = { ttlMs: listTtlMs, cacheScope: credentialKinds ? ("private" as const) : ("public" as const) };
  return () => {
    const server = new Server(
      { name: `sophia-mcp-${name}`, title, version },
      {
        capabilities: { tools: {} },
        instructions: `${instructions} ${fenceInstructions}`,
        cacheHints: { "tools/list": hint, "server/discover": hint },
      },
    );
    server.setRequestHandler("tools/list", (request) => {
      if (request.params?.cursor !== undefined) {
        throw new ProtocolError(ProtocolErrorCode.InvalidParams, "Unknown cursor: this list has one page.");
      }
      return { tools: engine.list() as never };
    });
    server.setRequestHandler("tools/call", async (request, context) => {
      const token = context.mcpReq._meta?.progressToken;
      let last = -1;
      let sent: Promise<unknown> = Promise.resolve();
      const progress = (done: number, total?: number, message?: string): void => {
        // The protocol wants every value above the one before.
        if (token === undefined || done <= last) return;
        last = done;
        const params = { progressToken: token, progress: done, total, message };
        const notice = context.mcpReq.notify({ method: "notifications/progress", params });
        sent = Promise.all([sent, notice]).catch(() => undefined);
      };
      try {
        const result: CallResult = await engine.call({
          name: request.params.name,
          arguments: request.params.arguments,
          meta: context.mcpReq._meta,
          signal: context.mcpReq.signal,
          progress,
        });
        // Progress after the answer would be progress of nothing.
        await sent;
        return { ...result };
      } catch (error) {
        if (error instanceof UnknownToolError)
          throw new ProtocolError(ProtocolErrorCode.InvalidParams, error.message);
        throw error;
      }
    });
    return server;
  };
}
