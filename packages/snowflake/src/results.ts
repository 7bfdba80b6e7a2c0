import { collect, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { ResultPage, SnowflakeApi } from "./api.ts";
import { offset } from "./objects.ts";
import type { Cell, Column } from "./values.ts";

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** A statement's result, or the word that it still runs. */
export const resultOutput = z.object({
  query_id: z.string(),
  status: z.enum(["done", "running"]),
  columns: z.array(z.object({ name: z.string(), type: z.string() })).optional(),
  rows: z.array(z.array(cell)).optional(),
  total_rows: z.int().optional(),
  limited: z.boolean().optional(),
  ...pageOutput,
});

export type Result = z.output<typeof resultOutput>;

export interface Reading {
  limit: number;
  cursor?: string | undefined;
  wait_seconds: number;
}

export interface Progress {
  progress(done: number, total?: number, message?: string): void;
  own?: boolean;
}

/** One page of a statement's result, waiting for its end and telling the client how long it has been. */
export async function readResult(
  api: SnowflakeApi,
  queryId: string,
  { wait_seconds: seconds, ...paging }: Reading,
  { progress, own = false }: Progress,
): Promise<Result> {
  const started = performance.now();
  const waiting = (): void => {
    const elapsed = Math.round((performance.now() - started) / 100) / 10;
    progress(elapsed, undefined, `query ${queryId} has run for ${Math.round(elapsed)} s`);
  };
  let page: ResultPage | undefined;
  const { rows, ...next } = await collect(paging, async (token, count) => {
    const start = offset(token);
    page = await api.result(queryId, { start, count, seconds, waiting, own });
    const end = start + (page?.rows.length ?? 0);
    return {
      rows: page?.rows ?? [],
      ...(page && end < page.total && end > start ? { next: String(end) } : {}),
    };
  });
  if (!page) return { query_id: queryId, status: "running" };
  const { columns, total } = page;
  const limited = total >= api.limits.rows ? { limited: true } : {};
  return { query_id: queryId, status: "done", columns, rows, total_rows: total, ...limited, ...next };
}

export function renderResult(result: Result, limitName = "SNOWFLAKE_MAX_ROWS"): string {
  const { query_id: id, status, columns = [], rows = [], total_rows: total = 0, limited } = result;
  if (status === "running") {
    return `Query ${id} still runs. Get its result with snowflake_get_query_result, or end it with snowflake_cancel_query.`;
  }
  return parts(
    `query ${id}: ${total} row${total === 1 ? "" : "s"}${rows.length < total ? `, ${rows.length} shown` : ""}`,
    limited && `The result was cut at ${total} rows, the limit of this server (${limitName}).`,
    rowTable(columns, rows),
    result.next_cursor === undefined
      ? undefined
      : `${nextPage(result)} and query_id ${id} in snowflake_get_query_result`,
  );
}

/** Rows as tab-separated values. Unlike core's table it keeps empty columns and columns of the same name. */
export function rowTable(columns: readonly Column[], rows: readonly (readonly Cell[])[]): string {
  return [line(columns.map(({ name }) => name)), ...rows.map(line)].join("\n");
}

const line = (cells: readonly Cell[]): string =>
  cells.map((value) => (value === null ? "" : String(value).replace(/[\t\r\n]+/g, " "))).join("\t");
