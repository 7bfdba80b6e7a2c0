import type { Answer, Explanation } from "@sophia-mcp/core/http-errors";

interface SnowflakeBody {
  success?: boolean;
  code?: string | null;
  error_code?: string;
  message?: string | null;
  request_id?: string;
  data?: { sqlState?: string; queryId?: string; errorCode?: string } | null;
}

/** Codes that the driver acts on by itself: a session to renew or to open again, a statement that still runs. */
const forDriver = new Set(["390104", "390110", "390111", "390112", "390114", "333333", "333334"]);

/** Codes of a credential that is refused, whatever the HTTP status says. */
const refused = /^(390100|390101|390102|390144|390195|390302|390303|390318|3944\d\d|3949\d\d)$/;

const advice: Readonly<Record<string, string>> = {
  "000606":
    "No warehouse is in use: pass warehouse, or set SNOWFLAKE_WAREHOUSE. snowflake_list_warehouses shows them.",
  "000630": "Narrow the query, or raise SNOWFLAKE_STATEMENT_TIMEOUT_SECONDS.",
  "000709": "Results are kept for 24 hours: run the query again.",
  "000904": "snowflake_get_table shows a table's columns.",
  "002003": "Look the name up with snowflake_list_tables; write it as DATABASE.SCHEMA.NAME.",
  "002043": "Look the name up with snowflake_list_tables; write it as DATABASE.SCHEMA.NAME.",
  "090105": "Pass database and schema, or write names as DATABASE.SCHEMA.NAME.",
  "390189": "Check SNOWFLAKE_ROLE.",
  "390201": "Check SNOWFLAKE_ACCOUNT: it is the account identifier, such as myorg-myaccount.",
  "390422": "The account's network policy does not allow this address.",
};

/** The body of an error, from the driver's protocol and from the REST resources alike. */
export function explain({ json }: Pick<Answer, "json">): Explanation {
  const body = (json ?? {}) as SnowflakeBody;
  const code = body.code ?? body.error_code ?? body.data?.errorCode ?? "";
  const status = statusOf(code, body.data?.sqlState);
  const id = body.data?.queryId ?? body.request_id;
  return {
    ...(body.message ? { message: body.message.replace(/\n/g, " ") } : {}),
    ...(id ? { requestId: id } : {}),
    ...(status === undefined ? {} : { status }),
    ...(advice[code] === undefined ? {} : { advice: advice[code] }),
  };
}

function statusOf(code: string, sqlState: string | undefined): number | undefined {
  if (refused.test(code)) return 401;
  if (code === "390422" || code === "003001" || sqlState === "42501") return 403;
  // "SQL execution internal error", with an incident to quote to Snowflake.
  if (code === "000603" || /^30000\d$/.test(code)) return 500;
  return undefined;
}

/** Snowflake reports failed statements and logins with status 200 and `success: false`. */
export function inspect(answer: Answer): Explanation | undefined {
  const body = (answer.json ?? {}) as SnowflakeBody;
  if (body.success !== false || forDriver.has(String(body.code))) return undefined;
  return { status: 400, ...explain(answer) };
}
