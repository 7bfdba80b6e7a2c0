/** Reads rows of `a | b | c`, one a line: data that stays a table in the source. */
export function table<Column extends string>(
  columns: readonly Column[],
  text: string,
): Record<Column, string>[] {
  const lines = text.split("\n").map((line) => line.trim());
  return lines
    .filter((line) => line !== "")
    .map((line) => {
      const cells = line.split("|").map((cell) => cell.trim());
      if (cells.length !== columns.length) throw new Error(`${columns.length} cells wanted in: ${line}`);
      const entries = columns.map((column, index) => [column, cells[index] ?? ""] as const);
      return Object.fromEntries(entries) as Record<Column, string>;
    });
}
