import { refuseData } from "./errors.ts";

/** One page of sorted names; Pinecone's token is the last one handed out, packed in base64. */
export function pageOf<Row>(
  rows: readonly Row[],
  nameOf: (row: Row) => string,
  { limit, token }: { limit: number; token: string | undefined },
): { rows: Row[]; pagination?: { next: string } } {
  if (!Number.isInteger(limit) || limit < 1 || limit > 100)
    refuseData(400, "limit must be between 1 and 100");
  const after = token === undefined ? undefined : unpack(token);
  const rest = after === undefined ? rows : rows.filter((row) => nameOf(row) > after);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  if (rest.length <= limit || last === undefined) return { rows: page };
  const next = Buffer.from(JSON.stringify({ skip_past: nameOf(last) })).toString("base64");
  return { rows: page, pagination: { next } };
}

function unpack(token: string): string {
  try {
    const read = JSON.parse(Buffer.from(token, "base64").toString("utf8")) as { skip_past?: unknown };
    if (typeof read.skip_past === "string") return read.skip_past;
  } catch {
    // Refused below, as any other text that is no token.
  }
  return refuseData(400, "Invalid pagination token");
}
