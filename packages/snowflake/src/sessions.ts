import { randomUUID } from "node:crypto";
import { currentCall, withCall } from "@sophia-mcp/core/call";
import { AuthError, findToolError } from "@sophia-mcp/core/errors";
import type { Complete, Connection, Driver, DriverStatement } from "./driver.ts";
import type { Transport } from "./transport.ts";

/** Where a statement runs. Each combination has a session of its own: nothing is switched with USE. */
export interface Place {
  database?: string | undefined;
  schema?: string | undefined;
  warehouse?: string | undefined;
}

export interface Execution {
  sql: string;
  binds?: readonly (string | number | boolean | null)[];
  /** Answers at once with the query id, and leaves the statement running. */
  detached?: boolean;
  requestId?: string;
}

export interface Sessions {
  execute(execution: Execution, place?: Place): Promise<DriverStatement>;
  fetch(queryId: string): Promise<DriverStatement>;
  /** The token of the default session, for the REST resources. */
  token(): Promise<string>;
  close(): Promise<void>;
}

export interface SessionOptions {
  driver: Driver;
  transport: Transport;
  /** Options of a login, fresh for each: some credentials live for minutes. */
  login(): Promise<Readonly<Record<string, unknown>>>;
  defaults: Place;
  /** Sent with each statement, so that Snowflake itself enforces them. */
  parameters(): Readonly<Record<string, string | number>>;
  /** Words what the driver says of a credential that it cannot even send. */
  unusable(error: unknown): Error;
  /** Run once in each new session. */
  prelude: readonly string[];
  loginSeconds: number;
}

interface Serialized {
  services: { sf: { tokenInfo: { sessionToken: string } } };
}

const mostSessions = 8;

/** Codes of a session that is gone: a new one is opened and the work done there. */
const gone = new Set(["390104", "390110", "390111", "390112", "390114", "407001", "407002", "401003"]);

export function createSessions(options: SessionOptions): Sessions {
  const { driver, transport } = options;
  const open = new Map<string, Promise<Connection>>();
  const closing = new AbortController();

  function session(place: Place): Promise<Connection> {
    const whole = { ...options.defaults, ...defined(place) };
    const key = JSON.stringify([whole.database, whole.schema, whole.warehouse]);
    const known = open.get(key);
    if (known) {
      // Kept in the order of use, so that the first is the one to close.
      open.delete(key);
      open.set(key, known);
      return known;
    }
    const connecting = aside(options.loginSeconds, () => connect(whole), closing.signal);
    open.set(key, connecting);
    connecting.catch(() => forget(connecting));
    const [oldest] = open.values();
    if (open.size > mostSessions && oldest) {
      forget(oldest);
      void end(oldest).catch(() => undefined);
    }
    return connecting;
  }

  function forget(connecting: Promise<Connection>): void {
    for (const [key, value] of open) if (value === connecting) open.delete(key);
  }

  async function connect(place: Place): Promise<Connection> {
    const login = await options.login();
    let connection: Connection;
    try {
      connection = driver.createConnection({ ...login, ...defined(place) });
      await new Promise<void>((resolve, reject) =>
        connection.connect((error) => (error ? reject(error) : resolve())),
      );
    } catch (error) {
      throw findToolError(error) ?? (givenUp(error) ? error : options.unusable(error));
    }
    for (const sql of options.prelude) await run(connection, { sql });
    return connection;
  }

  function run(
    connection: Connection,
    { sql, binds, detached, requestId = randomUUID() }: Execution,
  ): Promise<DriverStatement> {
    const release = transport.bind(requestId);
    return settled((complete) =>
      connection.execute({
        sqlText: sql,
        requestId,
        streamResult: true,
        parameters: { ...options.parameters() },
        ...(binds && binds.length > 0 ? { binds: [...binds] } : {}),
        ...(detached ? { asyncExec: true } : {}),
        complete,
      }),
    ).finally(release);
  }

  /** Opens a new session once where the one at hand has ended on Snowflake's side, for example after four idle hours. */
  async function inSession<T>(place: Place, work: (connection: Connection) => Promise<T>): Promise<T> {
    const connecting = session(place);
    const connection = await connecting;
    try {
      return await work(connection);
    } catch (error) {
      if (!isGone(error)) throw error;
      forget(connecting);
      return work(await session(place));
    }
  }

  return {
    execute: (execution, place = {}) => {
      // The same id in both sessions: what ran already is not run again.
      const whole = { ...execution, requestId: execution.requestId ?? randomUUID() };
      return inSession(place, (connection) => run(connection, whole));
    },
    fetch: (queryId) =>
      inSession({}, (connection) =>
        settled((complete) => connection.fetchResult({ queryId, streamResult: true, complete }), "leave"),
      ),
    async token() {
      const { services } = JSON.parse((await session({})).serialize()) as Serialized;
      return services.sf.tokenInfo.sessionToken;
    },
    async close() {
      const connections = [...open.values()];
      open.clear();
      closing.abort();
      await Promise.allSettled(connections.map(end));
    },
  };
}

/** The driver's callback as a promise. A call that is given up cancels what it started, but not what it only reads. */
function settled(start: (complete: Complete) => DriverStatement, whenGivenUp: "cancel" | "leave" = "cancel") {
  return new Promise<DriverStatement>((resolve, reject) => {
    const signal = currentCall()?.signal;
    let statement: DriverStatement | undefined;
    const cancel = (): void => {
      reject(signal?.reason as Error);
      if (whenGivenUp === "cancel")
        void aside(5, async () => statement?.cancel(() => undefined)).catch(() => undefined);
    };
    signal?.addEventListener("abort", cancel, { once: true });
    statement = start((error, done) => {
      signal?.removeEventListener("abort", cancel);
      if (error) reject(findToolError(error) ?? error);
      else resolve(done);
    });
  });
}

/** Work that is not one call's own: it lasts as long as it needs, whoever waits for it. */
export function aside<T>(seconds: number, work: () => Promise<T>, until?: AbortSignal): Promise<T> {
  const limit = AbortSignal.timeout(seconds * 1000);
  const signal = until ? AbortSignal.any([limit, until]) : limit;
  const deadline = performance.now() + seconds * 1000;
  return withCall({ tool: currentCall()?.tool ?? "session", access: "read", signal, deadline }, work);
}

const givenUp = (error: unknown): boolean =>
  error instanceof Error && (/^(Abort|Timeout)Error$/.test(error.name) || givenUp(error.cause));

function isGone(error: unknown): boolean {
  if (error instanceof AuthError) return error.details.status === 401;
  return gone.has(String((error as { code?: unknown }).code));
}

async function end(connecting: Promise<Connection>): Promise<void> {
  const connection = await connecting.catch(() => undefined);
  if (!connection) return;
  await aside(1, () => new Promise<void>((resolve) => connection.destroy(() => resolve())));
}

const defined = (place: Place): Record<string, string> =>
  Object.fromEntries(
    Object.entries(place).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== "",
    ),
  );
