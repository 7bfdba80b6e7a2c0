export type LogLevel = "debug" | "info" | "warn" | "error";

/** One JSON line per event on stderr; fields hold no secrets. */
export interface Log {
  (level: LogLevel, event: string, fields?: Readonly<Record<string, unknown>>): void;
}

const order: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/** @param least lines below this level are not written */
export function createLog(least: LogLevel, write: (line: string) => void = toStderr): Log {
  const from = order.indexOf(least);
  return (level, event, fields) => {
    if (order.indexOf(level) < from) return;
    write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...fields })}\n`);
  };
}

function toStderr(line: string): void {
  process.stderr.write(line);
}
