import { findToolError, ToolError } from "@sophia-mcp/core/errors";

/** Splits rows into requests of at most `rows` rows and `bytes` bytes of JSON each. */
export function batches<Row>(all: readonly Row[], most: { rows: number; bytes: number }): Row[][] {
  const made: Row[][] = [];
  let size = 0;
  for (const row of all) {
    const bytes = Buffer.byteLength(JSON.stringify(row)) + 1;
    const last = made.at(-1);
    if (last && last.length < most.rows && size + bytes <= most.bytes) {
      last.push(row);
      size += bytes;
    } else {
      made.push([row]);
      size = bytes;
    }
  }
  return made;
}

/**
 * Sends the batches in order and tells how far it is.
 * @throws ToolError of the batch that failed, with how many rows were written before it
 */
export async function sendBatches<Row>(
  parts: readonly Row[][],
  send: (rows: Row[]) => Promise<unknown>,
  progress: (done: number, total?: number, message?: string) => void,
): Promise<void> {
  const total = parts.reduce((sum, rows) => sum + rows.length, 0);
  let done = 0;
  for (const rows of parts) {
    try {
      await send(rows);
    } catch (error) {
      const failure = findToolError(error);
      if (!failure || done === 0) throw error;
      const before = `The first ${done} of ${total} records were written before this failed; send the rest again. `;
      throw new ToolError(failure.kind, before + failure.message, { ...failure.details, cause: error });
    }
    done += rows.length;
    progress(done, total, `${done} of ${total} written`);
  }
}
