import { pemText } from "@sophia-mcp/auth/jwt";
import { oauthRefresh } from "@sophia-mcp/auth/schemes";
import { currentCall } from "@sophia-mcp/core/call";
import { AuthError } from "@sophia-mcp/core/errors";
import type { ConnectContext } from "@sophia-mcp/core/server";
import { createApi, type SnowflakeApi } from "./api.ts";
import { writesEnabled } from "./credentials.ts";
import { loadDriver } from "./driver.ts";
import { explain, inspect } from "./errors.ts";
import { createSessions, type Sessions } from "./sessions.ts";
import { createTransport } from "./transport.ts";

export interface Settings {
  base_url: string;
  role: string;
  warehouse: string;
  database: string;
  schema: string;
  query_tag: string;
  statement_timeout_seconds: number;
  max_rows: number;
}

/** Where Snowflake keeps the parts of large results: the clouds that it runs on. */
const storageHosts = [
  "*.amazonaws.com",
  "*.amazonaws.com.cn",
  "*.blob.core.windows.net",
  "storage.googleapis.com",
];

const loginSeconds = 60;

/** Hosts have no underscores, account names may. */
const accountUrl = (account: string): string =>
  `https://${account.toLowerCase().replaceAll("_", "-")}.snowflakecomputing.com`;

export function connectSnowflake(context: ConnectContext<Settings>): SnowflakeApi {
  const { settings, credentials, redactor } = context;
  const { account = "" } = credentials.values;
  const baseUrl = (settings.base_url || accountUrl(account)).replace(/\/$/, "");
  const http = context.http({ baseUrl, explain, inspect });
  const storage = context.http({ baseUrl, hosts: storageHosts, explain: () => ({}), maxBytes: 120_000_000 });
  const transport = createTransport(http, storage, baseUrl, redactor);
  const secret = createLogin(context, baseUrl, (url, init) => http.fetch(url, init));
  const { role, warehouse, database, schema } = settings;
  let loading: Promise<Sessions> | undefined;

  async function load(): Promise<Sessions> {
    const driver = await loadDriver(transport.client);
    return createSessions({
      driver,
      transport,
      loginSeconds,
      defaults: { database, schema, warehouse },
      login: async () => ({
        account,
        accessUrl: baseUrl,
        application: "SophiaMCP",
        clientSessionKeepAlive: false,
        disableQueryContextCache: true,
        resultPrefetch: 1,
        // Core's policy repeats what may be repeated.
        sfRetryMaxLoginRetries: 0,
        ...(role ? { role } : {}),
        ...(await secret()),
      }),
      unusable: (error) =>
        new AuthError(
          `Snowflake cannot log in with ${Object.values(credentials.sources).join(", ")}: ${error instanceof Error ? error.message : String(error)}`,
          { cause: error },
        ),
      // A token has no secondary roles; other sessions would add every role of the user to the one that was chosen.
      prelude: role && credentials.kind !== "pat" ? ["USE SECONDARY ROLES NONE"] : [],
      parameters: () => ({
        MULTI_STATEMENT_COUNT: 1,
        STATEMENT_TIMEOUT_IN_SECONDS: settings.statement_timeout_seconds,
        ROWS_PER_RESULTSET: settings.max_rows,
        QUERY_TAG: JSON.stringify({ app: settings.query_tag, tool: currentCall()?.tool ?? "" }),
      }),
    });
  }

  return createApi({
    sessions: () =>
      (loading ??= load().catch((error: unknown) => {
        loading = undefined;
        throw error;
      })),
    close: async () => (await loading)?.close(),
    transport,
    http,
    defaults: { database, schema, warehouse },
    limits: { rows: settings.max_rows, seconds: settings.statement_timeout_seconds },
    writes: writesEnabled(credentials.values.writes),
    account: { name: account, url: baseUrl },
  });
}

/** The driver's options for each way to log in. */
function createLogin(
  { credentials, redactor }: ConnectContext<Settings>,
  baseUrl: string,
  fetch: (url: string, init: RequestInit) => Promise<Response>,
): () => Promise<Record<string, unknown>> {
  const { kind, values } = credentials;
  const username = values.user ? { username: values.user } : {};
  switch (kind) {
    case "key_pair": {
      const { passphrase } = values;
      const key = {
        privateKey: pemText(values.private_key ?? ""),
        ...(passphrase ? { privateKeyPass: passphrase } : {}),
      };
      return async () => ({ authenticator: "SNOWFLAKE_JWT", ...username, ...key });
    }
    case "pat":
      return async () => ({ authenticator: "PROGRAMMATIC_ACCESS_TOKEN", ...username, token: values.token });
    case "oauth_refresh": {
      const { client_id: id = "", client_secret: secret = "" } = values;
      const basic = `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`;
      // Snowflake wants the client's secret as basic authentication.
      const authorizer = oauthRefresh(`${baseUrl}/oauth/token-request`, credentials, redactor, (url, init) =>
        fetch(url, {
          ...init,
          headers: { ...(init.headers as Record<string, string>), authorization: basic },
        }),
      );
      return async () => {
        const { authorization = "" } = await authorizer.headers();
        return { authenticator: "OAUTH", token: authorization.replace(/^Bearer /, "") };
      };
    }
    case "oauth":
      return async () => ({ authenticator: "OAUTH", ...username, token: values.token });
    default:
      return async () => ({ ...username, password: values.password });
  }
}
