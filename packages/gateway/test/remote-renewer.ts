/** Opens the server whose configuration is the second argument, with the state folder of the third, and calls it once. */
import type { UrlServer } from "../src/config/types.ts";
import { envelope } from "../src/relay/handshake.ts";
import { openLink } from "../src/relay/link.ts";
import { createRemote } from "../src/upstreams/remote/remote.ts";

const [, , config = "", stateFolder = ""] = process.argv;
const client = { name: "renewer", version: "1" };
const channel = createRemote(JSON.parse(config) as UrlServer, {
  stateFolder,
  log: () => undefined,
  inputSchema: () => undefined,
});
const handlers = {
  ask: () => Promise.resolve({ result: {} }),
  notified: () => undefined,
  closed: () => undefined,
};
const link = await openLink(channel, handlers, {
  prefer: "modern",
  client,
  capabilities: {},
  timeoutMs: 10_000,
});
const params = { name: "any", arguments: {}, _meta: envelope(client, {}) };
const { line } = await link.request("tools/call", params, { timeoutMs: 10_000 });
process.stdout.write(line);
await link.close();
