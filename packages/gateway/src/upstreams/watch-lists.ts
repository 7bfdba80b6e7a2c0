import type { Json } from "@sophia-mcp/core/envelope";
import { envelope } from "../relay/handshake.ts";
import type { Link } from "../relay/link.ts";

/** Listens to a modern server's changes, of which it tells nobody who does not; older ones tell by themselves. */
export function watchLists(link: Link, told: (method: string, message: Json, line: string) => void): void {
  const { era, capabilities } = link.opening;
  if (era !== "modern") return;
  const filter: Json = {};
  for (const kind of ["tools", "prompts", "resources"] as const) {
    const offered = capabilities[kind] as Json | undefined;
    if (offered?.listChanged === true) filter[`${kind}ListChanged`] = true;
  }
  if (Object.keys(filter).length === 0) return;
  const params = { _meta: envelope({ name: "sophia-mcp", version: "1" }, {}), notifications: filter };
  // It ends with the server, and is begun again with the next one.
  link
    .request("subscriptions/listen", params, { timeoutMs: Number.POSITIVE_INFINITY, notify: told })
    .catch(() => undefined);
}
