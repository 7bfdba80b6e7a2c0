import { errorMetaKey } from "@sophia-mcp/core/error-result";
import type { Gateway } from "../gateway.ts";
import type { Caller } from "../relay/caller.ts";
import type { Session } from "../relay/session.ts";
import { version } from "../version.ts";
import type { Tools } from "./tools.ts";

/** The caller's name in the audit log, in policies and on approvals. */
export const principal = "automations";

/** The tools of a gateway, with all of its policy and audit. @param profile default: that of callers nothing else gives one */
export function gatewayTools(gateway: Gateway, profile?: string): Tools {
  const caller = (): Caller => ({
    principal,
    profile: profile ?? gateway.config().defaultProfile,
    client: { name: "sophia-mcp", version },
    era: "legacy",
    // Nobody sits before it: what needs a person becomes an approval.
    capabilities: {},
  });
  let count = 0;
  const routes = async () => {
    const who = caller();
    await gateway.met(who);
    return (await gateway.views.for(who)).routes;
  };
  return {
    async call(name, args, signal) {
      const id = ++count;
      const session: Session = {
        id: `${principal}-${id}`,
        caller: caller(),
        stateless: true,
        push: () => undefined,
        ask: async () => ({ error: { code: -32_601, message: "An automation cannot be asked anything" } }),
        ends: new Set(),
      };
      const message = { jsonrpc: "2.0", id, method: "tools/call", params: { name, arguments: args } };
      const exchange = { id, session, meta: undefined, signal, notify: () => undefined };
      const { result, error } = await gateway.relay.answer(message, exchange);
      if (result) return { content: [], ...result };
      return {
        content: [{ type: "text", text: error?.message ?? "No answer" }],
        isError: true,
        _meta: { [errorMetaKey]: { kind: "input", retryable: false, outcome: "not_done" } },
      };
    },
    facts: async (name) => (await routes()).get(name)?.facts,
    names: async () => [...(await routes()).keys()],
  };
}
