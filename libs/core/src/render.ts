type Cell = string | number | boolean | null | undefined | readonly (string | number)[];

/**
 * Rows as tab-separated values with a header line: the form that costs a model the fewest tokens. Columns that are
 * empty in every row are left out; tabs and line ends inside a cell become spaces.
 */
export function table<Row extends object>(
  rows: readonly Row[],
  columns: readonly (keyof Row & string)[],
): string {
  if (rows.length === 0) return "(no rows)";
  const used = columns.filter((column) => rows.some((row) => cell(row[column] as Cell) !== ""));
  const lines = rows.map((row) => used.map((column) => cell(row[column] as Cell)).join("\t"));
  return [used.join("\t"), ...lines].join("\n");
}

/** `key: value` lines; empty values are left out. */
export function fields(record: Readonly<Record<string, Cell>>): string {
  return Object.entries(record)
    .map(([key, value]) => [key, cell(value)] as const)
    .filter(([, value]) => value !== "")
    .map(([key, value]) => `${key}: ${value}`)
    .join("\n");
}

/** Parts of an answer, one blank line between, empty ones left out. */
export const parts = (...blocks: readonly (string | undefined | false)[]): string =>
  blocks.filter((block) => block !== undefined && block !== false && block !== "").join("\n\n");

/** The last line of a list: how to get the next page. */
export const nextPage = (output: { next_cursor?: string | undefined }): string | undefined =>
  output.next_cursor === undefined ? undefined : `More rows: repeat with cursor: ${output.next_cursor}`;

function cell(value: Cell): string {
  if (value === null || value === undefined) return "";
  const text = Array.isArray(value) ? value.join(", ") : String(value);
  return text.replace(/[\t\r\n]+/g, " ").trim();
}
