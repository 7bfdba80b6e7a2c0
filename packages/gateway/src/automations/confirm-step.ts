import { join } from "node:path";
import { createRedactor } from "@sophia-mcp/auth/redact";
import { InputError } from "@sophia-mcp/core/errors";
import type { Approvals } from "../policy/approvals.ts";
import { argumentsHash } from "../policy/arguments-hash.ts";
import { deniedText, describeCall } from "../policy/confirm.ts";
import { principal } from "./gateway-tools.ts";
import type { RunnerParts } from "./runner-parts.ts";

/** Steps with `confirm` wait among the gateway's approvals; the file is opened by the first of them. */
export function stepConfirmation(stateFolder: string): {
  confirm: RunnerParts["confirm"];
  close(): Promise<void>;
} {
  let opening: Promise<Approvals> | undefined;
  const opened = (): Promise<Approvals> => (opening ??= open(stateFolder));
  const { text: redact } = createRedactor();
  return {
    async confirm(tool, args) {
      const approvals = await opened();
      const call = { principal, tool: tool.name, argumentsHash: argumentsHash(tool.name, args) };
      const state = await approvals.consume(call.principal, call.tool, call.argumentsHash);
      if (state === "approved") return { kind: "approved" };
      if (state === "denied") return { kind: "denied", note: deniedText(tool.name) };
      try {
        const { id } = await approvals.request({ ...call, summary: describeCall(tool, args, redact) });
        return { kind: "pending", note: `Pending approval ${id}: sophia-mcp approve ${id}` };
      } catch (error) {
        // As many wait already as a person could read: this one asks when some of them are decided.
        if (error instanceof InputError) return { kind: "pending", note: error.message };
        throw error;
      }
    },
    close: async () => (await opening)?.close(),
  };
}

async function open(stateFolder: string): Promise<Approvals> {
  const [{ createApprovals }, { openApprovalStore }] = await Promise.all([
    import("../policy/approvals.ts"),
    import("../policy/approval-store.ts"),
  ]);
  return createApprovals(await openApprovalStore(join(stateFolder, "approvals.db")));
}
