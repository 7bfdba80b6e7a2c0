import type { Json } from "@sophia-mcp/core/envelope";
import type { UrlServer } from "../../config/types.ts";
import type { Log } from "../../log.ts";
import type { Channel, ChannelEnd, ChannelHandlers } from "../channel.ts";
import { createAccess } from "./access.ts";
import { createHttpClient } from "./http-client.ts";
import { createSender, type Sender } from "./sender.ts";
import { createSse } from "./sse.ts";
import { createStreamable } from "./streamable.ts";

export interface RemoteOptions {
  stateFolder: string;
  log: Log;
  /** Of a tool, as it was last listed: servers of the current revision may want arguments repeated in headers. */
  inputSchema?: ((tool: string) => unknown) | undefined;
}

/** A server that is reached by its URL. */
export function createRemote(config: UrlServer, options: RemoteOptions): Channel {
  const { name, transport } = config;
  const { log, inputSchema = () => undefined } = options;
  const url = new URL(config.url);
  const headers = ownHeaders(config.headers);
  const access = createAccess(config, options);
  const sender = (): Sender => createSender({ http: createHttpClient(url), access, headers });
  const sse = (): Channel => createSse({ name, url, sender: sender(), log });

  let handlers: ChannelHandlers;
  let fallingBack: Promise<Channel> | undefined;
  const streamable = createStreamable({ name, sender: sender(), log, inputSchema, unfit });
  let way = transport === "sse" ? sse() : streamable;

  function unfit(message: Json, end: ChannelEnd): boolean {
    if (transport !== "auto") return false;
    fallingBack ??= fallBack();
    fallingBack.then(
      (older) => older.send(message),
      () => {
        fallingBack = undefined;
        handlers.failed(message.id as number, end);
      },
    );
    return true;
  }

  async function fallBack(): Promise<Channel> {
    const older = sse();
    await older.open(handlers);
    way = older;
    return older;
  }

  return {
    open(given) {
      handlers = given;
      return way.open(given);
    },
    send: (message) => way.send(message),
    negotiated: (version) => way.negotiated(version),
    abandon: (id) => way.abandon(id),
    async close() {
      await fallingBack?.catch(() => undefined);
      await way.close();
    },
  };
}

/** What this channel sets itself is not for an entry to say. */
const reserved =
  /^(?:mcp-|(?:accept|connection|content-length|content-type|last-event-id|transfer-encoding)$)/;

function ownHeaders(given: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(given).map(([key, value]) => [key.toLowerCase(), value] as const);
  return Object.fromEntries(entries.filter(([key]) => !reserved.test(key)));
}
