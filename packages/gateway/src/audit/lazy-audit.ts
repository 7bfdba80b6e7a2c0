import type { Audit, AuditRecord } from "./audit.ts";

/** Opens the log with the first call, because its store is not needed to list tools. */
export function lazyAudit(open: () => Promise<Audit>): Audit {
  let audit: Audit | undefined;
  let opening: Promise<Audit> | undefined;
  const opened = async (): Promise<Audit> => (audit = await (opening ??= open()));
  return {
    enabled: true,
    ready: () => (audit ? undefined : opened().then(() => undefined)),
    refusal: () => audit?.refusal(),
    record(record: AuditRecord) {
      if (audit) audit.record(record);
      else void opened().then((ready) => ready.record(record));
    },
    recent: async (limit) => (await opened()).recent(limit),
    close: async () => (await opening)?.close(),
  };
}
