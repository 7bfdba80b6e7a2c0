/** SQLite's primary result codes that an operator can do something about. */
const words: ReadonlyMap<number, string> = new Map([
  [5, "another process holds its file"],
  [6, "another process holds its file"],
  [8, "its file is read-only"],
  [10, "its disk fails or is full"],
  [11, "its file is damaged"],
  [13, "the disk is full"],
  [14, "its file cannot be opened"],
  [26, "its file is not a log"],
]);
const system: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk is full",
  EROFS: "its file is read-only",
};

/** Whether another process holds the file, which passes by itself. */
export const isLocked = (error: unknown): boolean => [5, 6].includes(resultCode(error) ?? 0);

/** Why the log cannot be written, in words that hold no path: callers read them too. */
export function writeFailure(error: unknown): string {
  const { code = "" } = error as NodeJS.ErrnoException;
  return words.get(resultCode(error) ?? 0) ?? system[code] ?? "its file cannot be opened";
}

/** Extended codes carry the primary one in their low byte. */
function resultCode(error: unknown): number | undefined {
  const { errcode } = error as { errcode?: unknown };
  return typeof errcode === "number" ? errcode & 0xff : undefined;
}
