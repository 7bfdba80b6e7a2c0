// Ambient declarations cannot be imported, and another package's check of types reaches this file without them.
// eslint-disable-next-line typescript/triple-slash-reference
/// <reference path="./sdk.d.ts" />
import type { DriverRequest } from "./transport.ts";

/** The parts of `snowflake-sdk` that are used; its own typings describe only the outermost object. */
export interface Driver {
  createConnection(options: Readonly<Record<string, unknown>>): Connection;
}

export interface Connection {
  connect(done: (error?: Error) => void): void;
  execute(options: Readonly<Record<string, unknown>> & { complete: Complete }): DriverStatement;
  fetchResult(options: Readonly<Record<string, unknown>> & { complete: Complete }): DriverStatement;
  destroy(done: (error?: Error) => void): void;
  /** JSON with the tokens of the session. */
  serialize(): string;
}

export type Complete = (error: Error | undefined, statement: DriverStatement) => void;

export interface DriverStatement {
  getQueryId(): string;
  getNumRows(): number;
  getNumUpdatedRows(): number;
  getColumns(): DriverColumn[];
  /** Hands over rows as they came, without the driver's conversions: those throw where nothing can catch it. */
  fetchRows(options: {
    startIndex: number;
    endIndex: number;
    each(row: { values: (string | null)[] }): void;
    end(error?: Error): void;
  }): void;
  cancel(done: (error?: Error) => void): void;
}

export interface DriverColumn {
  getName(): string;
  getType(): string;
  getScale(): number | null;
}

export interface HttpClient {
  request(options: DriverRequest): { abort(): void };
}

const silence = (): void => undefined;

/** The driver logs to stdout and a file by default, and stdout carries the protocol. */
class NoLogger {
  error = silence;
  warn = silence;
  info = silence;
  debug = silence;
  trace = silence;
  configure = silence;
  getLevel = (): number => 0;
}

/**
 * Loads the driver around an HTTP client of ours, so that nothing of it reaches the network in another way. Its
 * probing of cloud metadata services, its native module, its telemetry, and its log set up from a user's files are off.
 */
export async function loadDriver(client: new () => HttpClient): Promise<Driver> {
  // Read by the driver while it loads; it has no options for these.
  process.env.SNOWFLAKE_DISABLE_PLATFORM_DETECTION ??= "true";
  process.env.SNOWFLAKE_DISABLE_MINICORE ??= "true";
  process.env.SF_TELEMETRY_DISABLE_CONNECTION_SHAPE ??= "true";
  const { setInstance } = await import("snowflake-sdk/dist/lib/logger.js");
  setInstance(new NoLogger());
  const easyLogging = await import("snowflake-sdk/dist/lib/logger/easy_logging_starter.js");
  easyLogging.default.init = async () => undefined;
  const [{ default: createCore }, { driverName, driverVersion }] = await Promise.all([
    import("snowflake-sdk/dist/lib/core.js"),
    import("snowflake-sdk/dist/lib/util.js"),
  ]);
  return createCore({
    httpClientClass: client,
    loggerClass: NoLogger,
    client: { version: driverVersion, name: driverName, environment: { ...process.versions } },
  }) as Driver;
}
