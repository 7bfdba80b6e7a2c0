import type { Json } from "@sophia-mcp/core/envelope";
import type { UrlServer } from "../../config/types.ts";
import type { Log } from "../../log.ts";
import { version } from "../../version.ts";
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
  inputSchema(tool: string): unknown;
}

const initialized = "notifications/initialized";
const holdMs = 5000;

/** A server that is reached by its URL. */
export function createRemote(config: UrlServer, options: RemoteOptions): Channel {
  const { name, transport } = config;
  const { log, inputSchema } = options;
  const url = new URL(config.url);
  const headers = ownHeaders(config.headers);
  const access = createAccess(config, options);
  const sender = (): Sender => createSender({ http: createHttpClient(url), access, headers });
  const sse = (): Channel => createSse({ name, url, sender: sender(), log, told });

  let handlers: ChannelHandlers;
  let fallingBack: Promise<Channel> | undefined;
  let held: Json[] | undefined;
  let holding: NodeJS.Timeout | undefined;
  const streamable = createStreamable({ name, sender: sender(), log, inputSchema, unfit, told });
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

  /** Requests travel over connections of their own, and a server may refuse one that overtakes the end of its opening. */
  function told(message: Json): void {
    if (message.method === initialized) release();
  }

  function release(): void {
    clearTimeout(holding);
    const messages = held ?? [];
    held = undefined;
    for (const message of messages) way.send(message);
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
    send(message) {
      if (held) {
        held.push(message);
        return;
      }
      if (message.method === initialized) {
        held = [];
        holding = setTimeout(release, holdMs);
      }
      way.send(message);
    },
    negotiated: (version) => way.negotiated(version),
    abandon(id) {
      held = held?.filter((message) => message.id !== id);
      way.abandon(id);
    },
    async close() {
      clearTimeout(holding);
      await fallingBack?.catch(() => undefined);
      await way.close();
    },
  };
}

/** What this channel sets itself, or its connections do, is not for an entry to say. */
const reserved =
  /^(?:mcp-|(?:accept|connection|content-length|content-type|expect|keep-alive|last-event-id|transfer-encoding|upgrade)$)/;

function ownHeaders(given: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(given).map(([key, value]) => [key.toLowerCase(), value] as const);
  return {
    "user-agent": `sophia-mcp/${version}`,
    ...Object.fromEntries(entries.filter(([key]) => !reserved.test(key))),
  };
}
