import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { Bind } from "../api.ts";
import { parseName, quoted } from "../names.ts";
import { offset, string, whole } from "../objects.ts";
import { defineTool } from "../tool.ts";
import { instant } from "../times.ts";

const orders = {
  recent: "start_time DESC",
  slowest: "total_elapsed_time DESC",
  largest: "bytes_scanned DESC",
};
const statuses = { success: "SUCCESS", failed: "FAIL%", running: "RUNNING" };
const columns =
  "query_id, query_text, query_type, user_name, role_name, warehouse_name, execution_status, error_message, start_time, total_elapsed_time, bytes_scanned, rows_produced, query_tag";

export const listQueries = defineTool({
  name: "snowflake_list_queries",
  title: "List past queries",
  description:
    "Lists statements of the last seven days, newest, slowest or largest first, with user, warehouse, duration, bytes and error: for slow, failed and costly queries. Others' statements are seen only with MONITOR on their warehouse. Rows of one of your own: snowflake_get_query_result.",
  access: "read",
  group: "core",
  scopes: ["MONITOR for others' queries"],
  more: "Narrow by time, user or warehouse, or cut the texts with text_length.",
  input: z.object({
    since: z.string().max(40).default("1d").describe("Start: 30m, 6h, 7d, or an ISO time"),
    until: z.string().max(40).optional().describe("End, in the same form; default now"),
    status: z.enum(["success", "failed", "running"]).optional().describe("Only these"),
    user: z.string().max(255).optional().describe("Name of the user"),
    warehouse: z.string().max(255).optional().describe("Name of the warehouse"),
    query: z.string().max(500).optional().describe("Words in the statement's text, case ignored"),
    min_seconds: z
      .number()
      .min(0)
      .max(1_000_000)
      .optional()
      .describe("Only statements that took at least this long"),
    sort_by: z.enum(["recent", "slowest", "largest"]).default("recent").describe("Order"),
    text_length: z.int().min(20).max(20_000).default(300).describe("Characters of each statement's text"),
    ...pageInput(200),
  }),
  output: z.object({
    queries: z.array(
      z.object({
        query_id: z.string(),
        status: z.string(),
        type: z.string().optional(),
        user: z.string().optional(),
        role: z.string().optional(),
        warehouse: z.string().optional(),
        started_at: z.string().optional(),
        seconds: z.number().optional(),
        bytes_scanned: z.int().optional(),
        rows: z.int().optional(),
        tag: z.string().optional(),
        error: z.string().optional(),
        text: z.string(),
      }),
    ),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const from = instant(input.since, "since");
    const until = input.until === undefined ? undefined : instant(input.until, "until");
    const tests: string[] = [];
    const binds: Bind[] = [from.bind, ...(until ? [until.bind] : [])];
    const test = (sql: string, bind: Bind | undefined): void => {
      if (bind === undefined) return;
      tests.push(sql);
      binds.push(bind);
    };
    test("execution_status LIKE ?", input.status && statuses[input.status]);
    test("user_name = ?", input.user && parseName(input.user, 1)[0]);
    test("warehouse_name = ?", input.warehouse && parseName(input.warehouse, 1)[0]);
    test("CONTAINS(LOWER(query_text), LOWER(?))", input.query);
    test(
      "total_elapsed_time >= ?",
      input.min_seconds === undefined ? undefined : Math.round(input.min_seconds * 1000),
    );
    const database = parseName(api.defaults.database || "SNOWFLAKE", 1);
    const range = `END_TIME_RANGE_START => ${from.sql}, ${until ? `END_TIME_RANGE_END => ${until.sql}, ` : ""}RESULT_LIMIT => 10000`;
    const where = tests.length > 0 ? ` WHERE ${tests.join(" AND ")}` : "";
    const sql = `SELECT ${columns} FROM TABLE(${quoted([...database, "INFORMATION_SCHEMA"])}.QUERY_HISTORY(${range}))${where} ORDER BY ${orders[input.sort_by]}`;
    const { rows, ...next } = await collect(input, async (token, size) => {
      const start = offset(token);
      const page = await api.rows(`${sql} LIMIT ${size} OFFSET ${start}`, binds);
      return { rows: page, ...(page.length >= size ? { next: String(start + size) } : {}) };
    });
    const queries = rows.map((row) => ({
      query_id: String(row.query_id),
      status: String(row.execution_status).toLowerCase(),
      type: string(row.query_type),
      user: string(row.user_name),
      role: string(row.role_name),
      warehouse: string(row.warehouse_name),
      started_at: string(row.start_time),
      seconds: Number(row.total_elapsed_time ?? 0) / 1000,
      bytes_scanned: whole(row.bytes_scanned),
      rows: whole(row.rows_produced),
      tag: string(row.query_tag),
      error: string(row.error_message),
      text: cut(String(row.query_text ?? ""), input.text_length),
    }));
    return { queries, ...next };
  },
  render: (output) =>
    parts(
      table(output.queries, [
        "query_id",
        "status",
        "user",
        "warehouse",
        "started_at",
        "seconds",
        "bytes_scanned",
        "rows",
        "error",
        "text",
      ]),
      nextPage(output),
    ),
});

const cut = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length).toWellFormed()}… [${text.length} characters]` : text;
