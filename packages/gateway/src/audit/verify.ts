import type { LogReader } from "./read-log.ts";
import { emptyHead, rowHash, type AuditRow, type Head } from "./row.ts";

export type Verification =
  | {
      ok: true;
      rows: number;
      /** The oldest row that is kept; 0 when there is none. */
      first: number;
      head: Head;
    }
  | {
      ok: false;
      /** The first row that is not as it was written, or not there. */
      brokenAt: number;
      problem: string;
    };

/**
 * Follows the chain from its first row to its last. What it cannot know is whether somebody wrote all of it anew: for
 * that, `kept` is a head that was noted elsewhere before.
 */
export function verifyLog(log: LogReader, kept?: Head): Verification {
  return log.snapshot(() => {
    const end = log.head();
    if (!end) return broken(1, "the log has lost the note of its own end");
    let last = emptyHead;
    let rows = 0;
    let first = 0;
    /** What stands where the kept head was noted. */
    let met: string | undefined;
    for (const row of log.rows({})) {
      if (rows === 0) {
        first = row.seq;
        const before = row.seq === 1 ? emptyHead : anchored(log, row.seq - 1);
        if (!before) return broken(1, `rows 1 to ${row.seq - 1} are missing, and not by retention`);
        last = before;
        if (before.seq === kept?.seq) met = before.hash;
      }
      const problem = problemOf(row, last);
      if (problem) return broken(last.seq + 1, problem);
      last = { seq: row.seq, hash: row.hash };
      rows++;
      if (row.seq === kept?.seq) met = row.hash;
    }
    if (end.seq > last.seq)
      return broken(last.seq + 1, `rows ${last.seq + 1} to ${end.seq} are missing at the end`);
    if (end.seq < last.seq || end.hash !== last.hash)
      return broken(end.seq + 1, "the rows do not end where the log noted its own end");
    if (kept && kept.seq > 0 && met !== kept.hash) {
      return broken(
        kept.seq,
        met === undefined
          ? `row ${kept.seq}, whose hash was given, is not in the log: removed by retention, or cut off`
          : "the chain was written anew since the given head was noted",
      );
    }
    return { ok: true, rows, first, head: last };
  });
}

function anchored(log: LogReader, through: number): Head | undefined {
  const anchor = log.anchors().find((one) => one.through === through);
  return anchor && { seq: through, hash: anchor.hash };
}

function problemOf(row: AuditRow, last: Head): string | undefined {
  const due = last.seq + 1;
  if (row.seq > due) {
    return row.seq === due + 1 ? `row ${due} is missing` : `rows ${due} to ${row.seq - 1} are missing`;
  }
  return rowHash(last.hash, row) === row.hash
    ? undefined
    : `row ${due} is not the one that was written: it was changed, inserted or moved`;
}

const broken = (brokenAt: number, problem: string): Verification => ({ ok: false, brokenAt, problem });
