import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json } from "@sophia-mcp/core/envelope";
import type { UrlServer } from "../src/config/types.ts";
import { envelope } from "../src/relay/handshake.ts";
import type { Answer } from "../src/relay/json-rpc.ts";
import { openLink, type Link } from "../src/relay/link.ts";
import type { ChannelEnd } from "../src/upstreams/channel.ts";
import { createRemote } from "../src/upstreams/remote/remote.ts";

export interface Remote {
  link: Link;
  /** Why the channel ended, once it has. */
  ends: ChannelEnd[];
  /** Methods of notifications that belong to no request. */
  notified: string[];
  /** What the server asked its client. */
  asked: string[];
  logged: string[];
  /** With the envelope that the era wants, if any. */
  ask(
    method: string,
    params?: Json,
    more?: { timeoutMs?: number; signal?: AbortSignal; told?: string[] },
  ): Promise<Answer>;
  call(tool: string, args?: Json): Promise<Answer>;
}

/** Never written to where nothing is granted. */
const nothingKept = join(tmpdir(), "sophia-nothing-kept");
const client = { name: "test", version: "1" };
const opened: Link[] = [];

/** Ends what a test has opened. */
export const closeRemotes = async (): Promise<void> => {
  await Promise.all(opened.splice(0).map((link) => link.close()));
};

export function urlServer(url: string, given: Partial<UrlServer> = {}): UrlServer {
  return {
    kind: "url",
    name: "remote",
    title: "Remote",
    prefix: "remote",
    timeoutMs: 10_000,
    toolTimeouts: [],
    idleMs: 0,
    pin: "off",
    fingerprint: "0",
    url,
    transport: "auto",
    headers: {},
    ...given,
  };
}

export interface RemoteGiven extends Partial<UrlServer> {
  era?: "modern" | "legacy";
  state?: string;
  capabilities?: Json;
  inputSchema?: (tool: string) => unknown;
}

/** A link to a server by its URL, as the relay opens it. */
export async function openRemote(url: string, given: RemoteGiven = {}): Promise<Remote> {
  const {
    era = "modern",
    state = nothingKept,
    capabilities = {},
    inputSchema = () => undefined,
    ...config
  } = given;
  const ends: ChannelEnd[] = [];
  const notified: string[] = [];
  const asked: string[] = [];
  const logged: string[] = [];
  const channel = createRemote(urlServer(url, config), {
    stateFolder: state,
    log: (level, event, fields) => void logged.push(`${level} ${event} ${JSON.stringify(fields)}`),
    inputSchema,
  });
  const link = await openLink(
    channel,
    {
      ask: (method) => {
        asked.push(method);
        const result =
          method === "elicitation/create"
            ? { action: "accept", content: {} }
            : { role: "assistant", model: "test", content: { type: "text", text: "sampled" } };
        return Promise.resolve({ result });
      },
      notified: (method) => void notified.push(method),
      closed: (end) => void ends.push(end),
    },
    { prefer: era, client, capabilities, timeoutMs: 5000 },
  );
  opened.push(link);
  const ask: Remote["ask"] = (method, params = {}, { timeoutMs = 5000, signal, told } = {}) => {
    const meta = link.opening.era === "modern" ? envelope(client, capabilities) : {};
    const progress = told ? { progressToken: "mine" } : {};
    return link.request(
      method,
      { ...params, _meta: { ...meta, ...progress } },
      { owner: client, timeoutMs, signal, notify: (_method, _message, line) => void told?.push(line) },
    );
  };
  return {
    link,
    ends,
    notified,
    asked,
    logged,
    ask,
    call: (name, args = {}) => ask("tools/call", { name, arguments: args }),
  };
}
