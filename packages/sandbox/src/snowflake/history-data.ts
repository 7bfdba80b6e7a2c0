import { uuidFor } from "../world/ids.ts";
import { createRandom } from "../world/random.ts";
import { SqlError } from "./errors.ts";
import type { Query } from "./state.ts";

type Line = readonly [
  user: string,
  role: string,
  warehouse: string,
  type: string,
  seconds: number,
  gigabytes: number,
  text: string,
];

const LINES: readonly Line[] = [
  [
    "LOADER",
    "DATA_ENGINEER",
    "LOADING_WH",
    "MERGE",
    41,
    2.1,
    "MERGE INTO analytics.crm.deals USING raw.hubspot.deals s ON deals.deal_id = s.id WHEN MATCHED THEN UPDATE SET amount = s.amount",
  ],
  [
    "NHADDAD",
    "DATA_ENGINEER",
    "SCIENCE_WH",
    "SELECT",
    412,
    86,
    "SELECT account_id, day, SUM(scans) OVER (PARTITION BY account_id ORDER BY day) FROM analytics.product.usage_daily",
  ],
  [
    "DASHBOARD",
    "DATA_READER",
    "ANALYTICS_WH",
    "SELECT",
    1.4,
    0.02,
    "SELECT stage, COUNT(*), SUM(amount) FROM analytics.crm.deals WHERE NOT is_closed GROUP BY stage",
  ],
  [
    "DASHBOARD",
    "DATA_READER",
    "ANALYTICS_WH",
    "SELECT",
    0.9,
    0.01,
    "SELECT day, SUM(orders_routed) FROM analytics.product.usage_daily GROUP BY day ORDER BY day",
  ],
  [
    "MCP_AGENT",
    "DATA_READER",
    "ANALYTICS_WH",
    "SELECT",
    0.6,
    0.01,
    "SELECT name, amount FROM analytics.crm.open_deals ORDER BY amount DESC LIMIT 10",
  ],
];

/** Two weeks of other people's statements, one of ten of them failed. */
export function seedHistory(now: number): Query[] {
  const random = createRandom(815);
  const past = Array.from({ length: 60 }, (_, at): Query => {
    const [user, role, warehouse, type, seconds, gigabytes, text] = LINES[at % LINES.length] ?? LINES[0]!;
    const failed = at % 10 === 3;
    const startedAt = now - (60 - at) * 5.6 * 3_600_000;
    const duration = Math.round(seconds * 1000 * (0.8 + random.next() * 0.4));
    return {
      id: uuidFor(`snowflake:history:${at}`),
      requestId: uuidFor(`snowflake:history-request:${at}`),
      text: failed ? text.replace("deals", "deal") : text,
      type,
      user,
      role,
      warehouse,
      database: "ANALYTICS",
      schema: "CRM",
      tag: user === "MCP_AGENT" ? "sophia-mcp" : "",
      startedAt,
      readyAt: startedAt + (failed ? 80 : duration),
      status: failed ? "FAILED_WITH_ERROR" : "SUCCESS",
      result: undefined,
      error: failed
        ? new SqlError(
            "002003",
            "42S02",
            "SQL compilation error:\nObject 'ANALYTICS.CRM.DEAL' does not exist or not authorized.",
          )
        : undefined,
      bytes: failed ? 0 : Math.round(gigabytes * 1e9),
    };
  });
  return [...past, ...RUNNING.map(([name, seconds, text]) => running(now, name, seconds, text))];
}

/** Statements of the agent itself that still run when the sandbox starts: one nearly done, one for a while. */
const RUNNING: readonly (readonly [name: string, seconds: number, text: string])[] = [
  [
    "nearly-done",
    0.7,
    "SELECT day, account_id, orders_routed, scans FROM analytics.product.usage_daily ORDER BY day, account_id",
  ],
  [
    "long",
    900,
    "SELECT a.day, COUNT(*) FROM analytics.product.usage_daily a CROSS JOIN analytics.product.usage_daily b GROUP BY a.day",
  ],
];

function running(now: number, name: string, seconds: number, text: string): Query {
  return {
    id: uuidFor(`snowflake:running:${name}`),
    requestId: uuidFor(`snowflake:running-request:${name}`),
    text,
    type: "SELECT",
    user: "MCP_AGENT",
    role: "DATA_READER",
    warehouse: "SCIENCE_WH",
    database: "ANALYTICS",
    schema: "PRODUCT",
    tag: "sophia-mcp",
    startedAt: now - 300_000,
    readyAt: now + seconds * 1000,
    status: "RUNNING",
    result: undefined,
    error: undefined,
    bytes: 4_100_000_000,
  };
}
