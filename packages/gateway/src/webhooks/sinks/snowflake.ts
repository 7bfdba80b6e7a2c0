import { CredentialError, resolveCredentials, type Environment } from "@sophia-mcp/auth/credentials";
import { createRedactor } from "@sophia-mcp/auth/redact";
import { withCall } from "@sophia-mcp/core/call";
import { AuthError } from "@sophia-mcp/core/errors";
import { noMetrics } from "@sophia-mcp/metrics/events";
import type { SnowflakeTarget } from "../config.ts";
import type { Log } from "../../log.ts";
import type { Sink, WebhookEvent } from "../sink.ts";
import { callRows } from "./call-row.ts";
import {
  addColumns,
  createSchema,
  createTable,
  describeTable,
  findSchema,
  mergeCalls,
  tableName,
} from "./snowflake-sql.ts";

export interface SnowflakeSinkOptions {
  env: Environment;
  log: Log;
}

/** What is used of the Snowflake server's connection: `SNOWFLAKE_*` of its README say where and as whom. */
interface Statements {
  rows(sql: string, binds?: readonly string[]): Promise<Readonly<Record<string, unknown>>[]>;
  close(): Promise<void>;
}

/** A bind may be 16 MB of text. */
const mostBytes = 8_000_000;

/**
 * Calls as rows, merged by call id. It speaks to Snowflake as the server does, not through its tools: whether a model may
 * write (SNOWFLAKE_ALLOW_WRITES) has nothing to do with it.
 */
export function snowflakeSink(target: SnowflakeTarget, { env, log }: SnowflakeSinkOptions): Sink {
  const merge = mergeCalls(target);
  let opening: Promise<Statements> | undefined;

  /** Connects and brings the table up to date once; what failed is tried again with the next batch. */
  function opened(signal: AbortSignal): Promise<Statements> {
    opening ??= connect(env)
      .then(async (statements) => {
        await called(signal, () => prepare(statements, target));
        log("info", "webhook.snowflake_ready", { table: tableName(target) });
        return statements;
      })
      .catch((error: unknown) => {
        opening = undefined;
        throw error;
      });
    return opening;
  }

  return {
    name: "snowflake",
    batchSize: 200,
    async start(signal) {
      await opened(signal);
    },
    async deliver(batch, signal) {
      const statements = await opened(signal);
      for (const part of parts(batch)) await called(signal, () => statements.rows(merge, [callRows(part)]));
    },
    async close() {
      await (await opening?.catch(() => undefined))?.close();
    },
  };
}

async function prepare(statements: Statements, target: SnowflakeTarget): Promise<void> {
  if (target.schema !== "") {
    // Looked for first: creating one needs a privilege that a role for loading may lack, also where it is there.
    const found = await statements.rows(findSchema(target.database), [target.schema]);
    if (found.length === 0) await statements.rows(createSchema(target));
  }
  await statements.rows(createTable(target));
  const present = (await statements.rows(describeTable(target))).map((column) => String(column.name));
  for (const sql of addColumns(target, present)) await statements.rows(sql);
}

function parts(batch: readonly WebhookEvent[]): WebhookEvent[][] {
  const all: WebhookEvent[][] = [];
  let bytes = Infinity;
  for (const event of batch) {
    // Some parts of a body stand in columns of their own too.
    const size = event.body.length * 2;
    if (bytes + size > mostBytes) {
      all.push([]);
      bytes = 0;
    }
    all.at(-1)?.push(event);
    bytes += size;
  }
  return all;
}

/** The signal and the deadline that the server's HTTP client reads. Merging is safe to repeat, so it is. */
const called = <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> =>
  withCall({ tool: "webhooks", access: "read", signal, deadline: performance.now() + 55_000 }, work);

async function connect(env: Environment): Promise<Statements> {
  const [{ default: server }, { createHttp }, { parseSettings }] = await Promise.all([
    import("@sophia-mcp/snowflake"),
    import("@sophia-mcp/core/http"),
    import("@sophia-mcp/core/settings"),
  ]);
  const redactor = createRedactor();
  const settings = parseSettings(server, env, {});
  try {
    const credentials = resolveCredentials(server.title, server.credentials, env, redactor);
    const credential = Object.values(credentials.sources).join(" and ");
    const context = { server: server.name, vendor: server.title, credential, metrics: noMetrics };
    return await server.connect({
      settings: server.settings.parse(settings),
      credentials,
      redactor,
      http: (options) => createHttp(context, options),
    });
  } catch (error) {
    throw error instanceof CredentialError ? new AuthError(error.message, { cause: error }) : error;
  }
}
