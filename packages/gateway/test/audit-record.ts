import { openLog } from "../src/audit/read-log.ts";
import { verifyLog, type Verification } from "../src/audit/verify.ts";
import type { AuditRecord } from "../src/audit/audit.ts";

/** One call, as the relay tells it. */
export const call = (over: Partial<AuditRecord> = {}): AuditRecord => ({
  at: Date.now(),
  principal: "token:anna",
  client: "Claude Desktop",
  profile: "default",
  server: "slack",
  tool: "slack_send_message",
  argumentsHash: "ab".repeat(32),
  outcome: "ok",
  milliseconds: 12.3456,
  confirmation: "none",
  ...over,
});

/** @param kept a head that was printed before, `SEQ:HASH` */
export async function verified(file: string, kept?: string): Promise<Verification> {
  const log = await openLog(file);
  try {
    const [seq = "", hash = ""] = kept?.split(":") ?? [];
    return verifyLog(log, kept === undefined ? undefined : { seq: Number(seq), hash });
  } finally {
    log.close();
  }
}
