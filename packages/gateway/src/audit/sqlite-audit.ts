import type { Log } from "../log.ts";
import type { Redaction } from "../policy/redact.ts";
import type { Audit, AuditRecord } from "./audit.ts";
import { openAuditStore, type AuditStore, type Retention } from "./audit-store.ts";
import { isLocked, writeFailure } from "./write-failure.ts";
import { noteRow, type Gap, type NewRow } from "./row.ts";
import { callRow } from "./call-row.ts";

export interface AuditOptions {
  /** What happens to calls while rows cannot be written. */
  onFailure: "continue" | "refuse";
  log: Log;
  /** Called once for each row that could not be written in its turn. */
  failed?(): void;
  /** Cleans what callers sent; without it, known token shapes are removed and no configured secret. */
  redaction?(): Redaction | Promise<Redaction>;
  retention?: Retention;
  /** Rows that wait in memory while none can be written; those beyond it are lost, and a row says how many. */
  maxWaiting?: number;
  /** How long another process may hold the file before that counts as a failure. */
  patienceMs?: number;
}

/** Under load, turns of the event loop this close together share a transaction, which costs as much as four rows. */
const apartMs = 2;
const retryMs = 1000;
const lockedRetryMs = 5;
const logMs = 60_000;
const pruneMs = 3_600_000;
const pruneEvery = 1000;
/** Arguments that wait in memory, in characters. */
const maxCharacters = 32_000_000;

/**
 * The log in one SQLite file, which several processes may share. Rows are collected and written together once per turn
 * of the event loop, or every two milliseconds under load. Never rejects: a file that cannot be opened is a log that cannot be written.
 */
export async function openAudit(file: string, options: AuditOptions): Promise<Audit> {
  const { onFailure, log, maxWaiting = 10_000, patienceMs = 5000 } = options;
  let store: AuditStore | undefined;
  let waiting: AuditRecord[] = [];
  /** How many of those that wait were counted as failed. */
  let counted = 0;
  let gap: Gap | undefined;
  /** Why nothing can be written now. */
  let failure: string | undefined;
  let lockedSince: number | undefined;
  let loggedAt = -Infinity;
  let scheduled: NodeJS.Immediate | NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let written = 0;
  let characters = 0;
  let flushedAt = 0;
  let closed = false;
  const redaction = options.redaction ?? defaultRedaction();

  function count(): void {
    for (; counted < waiting.length; counted++) options.failed?.();
  }

  function lose({ at }: AuditRecord, reason: string): void {
    options.failed?.();
    gap ??= { lost: 0, from: at, to: at, reason };
    gap.lost++;
    gap.from = Math.min(gap.from, at);
    gap.to = Math.max(gap.to, at);
  }

  /** What cannot even be worded must not hold up the others for ever. */
  function safely(record: AuditRecord, clean: Redaction): NewRow[] {
    try {
      return [callRow(record, clean)];
    } catch {
      lose(record, "a call could not be worded");
      return [];
    }
  }

  function writeAll(clean: Redaction): void {
    if (!store) return;
    const rows = waiting.flatMap((record) => safely(record, clean));
    if (gap) rows.push(noteRow("gap", gap, Date.now()));
    if (rows.length > 0) store.append(rows);
    if (failure !== undefined)
      log("info", "audit_written_again", { rows: rows.length, lost: gap?.lost ?? 0 });
    waiting = [];
    counted = characters = 0;
    gap = failure = lockedSince = undefined;
    written += rows.length;
  }

  function failed(error: unknown): void {
    if (isLocked(error)) {
      lockedSince ??= performance.now();
      if (performance.now() - lockedSince < patienceMs) return retry(lockedRetryMs * (1 + Math.random()));
    } else {
      // Whatever stands there when it is opened again may be another file.
      closeStore();
    }
    failure = writeFailure(error);
    count();
    if (performance.now() - loggedAt >= logMs) {
      loggedAt = performance.now();
      const reason = error instanceof Error ? error.message : String(error);
      log("error", "audit_unwritten", {
        file,
        failure,
        reason,
        calls: onFailure,
        waiting: waiting.length,
        lost: gap?.lost ?? 0,
      });
    }
    retry(retryMs);
  }

  function closeStore(): void {
    try {
      store?.close();
    } catch {
      // It is given up either way.
    }
    store = undefined;
  }

  function retry(afterMs: number): void {
    if (!closed) scheduled = setTimeout(flush, afterMs).unref();
  }

  /** Synchronous once the file is open: the turn of the event loop that a call ends in writes its row. */
  function flush(): void {
    clearTimeout(scheduled as NodeJS.Timeout | undefined);
    scheduled = undefined;
    flushedAt = performance.now();
    try {
      const clean = redaction();
      if (store && !(clean instanceof Promise)) writeAll(clean);
      else running ??= flushLater(clean).finally(() => (running = undefined));
    } catch (error) {
      failed(error);
    }
    if (written >= pruneEvery && failure === undefined) {
      written = 0;
      prune();
    }
  }

  async function flushLater(cleaning: Redaction | Promise<Redaction>): Promise<void> {
    try {
      const clean = await cleaning;
      store ??= await openAuditStore(file);
      writeAll(clean);
    } catch (error) {
      failed(error);
    }
  }

  /** A part at a time, so that calls are not held up. */
  function prune(): void {
    const { days, rows } = options.retention ?? {};
    if (!store || (!days && rows === undefined)) return;
    try {
      if (store.prune({ days: days || undefined, rows }, Date.now())) setImmediate(prune);
    } catch {
      // A locked or full file: the next time will do.
    }
  }

  await (running = flushLater(redaction()).finally(() => (running = undefined)));
  prune();
  const pruning = setInterval(prune, pruneMs).unref();

  return {
    enabled: true,
    refusal: () => (failure !== undefined && onFailure === "refuse" ? refusalText(failure) : undefined),
    record(record) {
      const more = record.arguments?.length ?? 0;
      const full = (): boolean => waiting.length >= maxWaiting || characters + more > maxCharacters;
      if (full() && failure === undefined && lockedSince === undefined) flush();
      if (closed || full()) return lose(record, failure ?? "too many rows came at once");
      characters += more;
      waiting.push(record);
      if (failure !== undefined) count();
      else
        scheduled ??=
          performance.now() - flushedAt < apartMs ? setTimeout(flush, apartMs) : setImmediate(flush);
    },
    async recent(limit) {
      try {
        return store?.recent(limit) ?? [];
      } catch {
        return [];
      }
    },
    async close() {
      if (closed) return;
      const until = performance.now() + patienceMs;
      const done = (): boolean => waiting.length === 0 || failure !== undefined || performance.now() >= until;
      for (;;) {
        await running;
        flush();
        await running;
        if (done()) break;
        await new Promise((resolve) => setTimeout(resolve, lockedRetryMs));
      }
      closed = true;
      clearInterval(pruning);
      if (waiting.length > 0 || gap)
        log("error", "audit_lost", { file, lost: waiting.length + (gap?.lost ?? 0) });
      closeStore();
    },
  };
}

const refusalText = (failure: string): string =>
  `The audit log cannot be written (${failure}), and this gateway carries out no call that it cannot record. Nothing was done. It tries again every second: repeat the call later. Its operator can mend the log's file, or set audit.onFailure to "continue".`;

function defaultRedaction(): () => Redaction | Promise<Redaction> {
  let loaded: Redaction | undefined;
  return () =>
    loaded ?? import("../policy/redact.ts").then(({ createRedaction }) => (loaded = createRedaction([])));
}
