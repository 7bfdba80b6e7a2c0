import { createHash, createPublicKey, verify } from "node:crypto";
import { type Call, type Route, route } from "../emulator.ts";
import { uuidFor } from "../world/ids.ts";
import { isNode, type Node, word } from "./ast.ts";
import { failed, refuseSession } from "./errors.ts";
import { ACCOUNT, type Session, type SnowflakeState, TOKENS, type User, WAREHOUSES } from "./state.ts";

type SnowflakeCall = Call<SnowflakeState>;

const hour = 3600;

export const loginRoutes: readonly Route<SnowflakeState>[] = [
  route("POST", "/session/v1/login-request", login),
  route("POST", "/session/token-request", renew),
  route("POST", "/session/heartbeat", () => succeeded(null)),
  route("POST", "/session", endSession),
  route("POST", "/telemetry/send", () => succeeded("Log Received")),
  route("POST", "/oauth/token-request", oauthToken),
];

export const succeeded = (data: unknown, more: Record<string, unknown> = {}) => ({
  body: { data, code: null, message: null, success: true, ...more },
});

const bad = (code: string, message: string): never => refuseSession(code, message);

function login({ body, query, state }: SnowflakeCall) {
  const data = isNode(body) && isNode(body["data"]) ? body["data"] : {};
  const account = word(data["ACCOUNT_NAME"]).toUpperCase();
  if (account !== ACCOUNT.name) bad("390201", `The requested account ${account} could not be found.`);
  const { user, programmatic } = userOf(data, state);
  const role = query.get("roleName")?.toUpperCase() ?? user.defaultRole;
  if (!user.roles.includes(role)) {
    bad(
      "390189",
      `Role '${role}' specified in the connect string is not granted to this user. Contact your local system administrator, or attempt to login with another role, e.g. PUBLIC.`,
    );
  }
  const serial = state.sessions.length + 1;
  const asked = isNode(data["SESSION_PARAMETERS"]) ? data["SESSION_PARAMETERS"] : {};
  const warehouse = query.get("warehouse")?.toUpperCase();
  const session: Session = {
    id: 104_118_570_000 + serial,
    token: `ver:3-hint:1041-sandbox-session-${uuidFor(`snowflake:session:${serial}`)}`,
    masterToken: `ver:3-hint:1041-sandbox-master-${uuidFor(`snowflake:master:${serial}`)}`,
    user,
    role,
    secondary: !programmatic,
    warehouse: WAREHOUSES.find(({ name }) => name === warehouse)?.name,
    database: query.get("databaseName")?.toUpperCase(),
    schema: query.get("schemaName")?.toUpperCase(),
    parameters: new Map(Object.entries(asked).map(([name, value]) => [name, word(value)])),
  };
  state.sessions.push(session);
  return succeeded({
    token: session.token,
    masterToken: session.masterToken,
    validityInSeconds: hour,
    masterValidityInSeconds: 4 * hour,
    displayUserName: user.name,
    serverVersion: ACCOUNT.version,
    firstLogin: false,
    remMeToken: null,
    remMeValidityInSeconds: 0,
    healthCheckInterval: 45,
    newClientForUpgrade: null,
    sessionId: session.id,
    parameters: PARAMETERS,
    sessionInfo: {
      databaseName: session.database ?? null,
      schemaName: session.schema ?? null,
      warehouseName: session.warehouse ?? null,
      roleName: role,
    },
  });
}

export const PARAMETERS = Object.entries({
  TIMEZONE: "America/Los_Angeles",
  TIMESTAMP_OUTPUT_FORMAT: "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM",
  TIMESTAMP_NTZ_OUTPUT_FORMAT: "YYYY-MM-DD HH24:MI:SS.FF3",
  TIMESTAMP_LTZ_OUTPUT_FORMAT: "",
  TIMESTAMP_TZ_OUTPUT_FORMAT: "",
  DATE_OUTPUT_FORMAT: "YYYY-MM-DD",
  TIME_OUTPUT_FORMAT: "HH24:MI:SS",
  BINARY_OUTPUT_FORMAT: "HEX",
  CLIENT_SESSION_KEEP_ALIVE: false,
  CLIENT_STAGE_ARRAY_BINDING_THRESHOLD: 65_280,
  QUERY_CONTEXT_CACHE_SIZE: 5,
}).map(([name, value]) => ({ name, value }));

function userOf(data: Node, state: SnowflakeState): { user: User; programmatic: boolean } {
  const named = (name: unknown) => state.users.find((user) => user.name === word(name).toUpperCase());
  const [agent, reader] = state.users as [User, User];
  const token = data["TOKEN"];
  switch (data["AUTHENTICATOR"] ?? "SNOWFLAKE") {
    case "SNOWFLAKE": {
      const user = named(data["LOGIN_NAME"]);
      if (!user || data["PASSWORD"] !== TOKENS.password)
        return bad("390100", "Incorrect username or password was specified.");
      return { user, programmatic: false };
    }
    case "PROGRAMMATIC_ACCESS_TOKEN":
      if (token === TOKENS.programmatic) return { user: agent, programmatic: true };
      if (token === TOKENS.reader) return { user: reader, programmatic: true };
      return bad("394400", "Programmatic access token is invalid.");
    case "OAUTH":
      if (token !== TOKENS.oauth) return bad("390303", "Invalid OAuth access token.");
      return { user: agent, programmatic: false };
    case "SNOWFLAKE_JWT":
      return { user: keyOwner(word(token), named(data["LOGIN_NAME"])), programmatic: false };
    default:
      return bad("390190", "There was an error related to the SAML Identity Provider account parameter.");
  }
}

/** The signature must be by the user's key, whose fingerprint the issuer names. */
function keyOwner(token: string, user: User | undefined): User {
  const [head = "", payload = "", signature = ""] = token.split(".");
  if (!user?.publicKey) return bad("390144", "JWT token is invalid.");
  const der = Buffer.from(user.publicKey, "base64");
  try {
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as Record<string, unknown>;
    const fingerprint = createHash("sha256").update(der).digest("base64");
    const subject = `${ACCOUNT.name}.${user.name}`;
    const key = createPublicKey({ key: der, format: "der", type: "spki" });
    const signed = verify(
      "sha256",
      Buffer.from(`${head}.${payload}`),
      key,
      Buffer.from(signature, "base64url"),
    );
    if (signed && claims["sub"] === subject && claims["iss"] === `${subject}.SHA256:${fingerprint}`)
      return user;
  } catch {
    // Worded below like every other token that is none.
  }
  return bad("390144", "JWT token is invalid.");
}

export const sessionToken = (header: string | undefined): string | undefined =>
  /^Snowflake Token="([^"]+)"$/.exec(header ?? "")?.[1];

export function sessionOf({ headers, state }: Pick<SnowflakeCall, "headers" | "state">): Session {
  const token = sessionToken(headers.authorization);
  const session = state.sessions.find((candidate) => candidate.token === token);
  return session ?? bad("390104", "Session token not found or invalid data");
}

function renew({ headers, state, body }: SnowflakeCall) {
  const session = state.sessions.find(
    ({ masterToken }) => masterToken === sessionToken(headers.authorization),
  );
  if (!session || !isNode(body))
    return failed("390114", "Authentication token has expired. The user must authenticate again.");
  const renewed = uuidFor(`snowflake:renewed:${session.token}`);
  session.token = `ver:3-hint:1041-sandbox-session-${renewed}`;
  return succeeded({
    sessionToken: session.token,
    validityInSecondsST: hour,
    masterToken: session.masterToken,
    validityInSecondsMT: 4 * hour,
    sessionId: session.id,
  });
}

function endSession(call: SnowflakeCall) {
  const session = sessionOf(call);
  if (call.query.get("delete") === "true")
    call.state.sessions.splice(call.state.sessions.indexOf(session), 1);
  return succeeded(null);
}

/** The refresh-token grant; the client's id and secret come as basic authentication. */
function oauthToken({ headers, body }: SnowflakeCall) {
  const { id, secret, refresh } = TOKENS.oauthClient;
  const form = isNode(body) ? body : {};
  const basic = `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`;
  const fits =
    headers.authorization === basic &&
    form["grant_type"] === "refresh_token" &&
    form["refresh_token"] === refresh;
  if (!fits)
    return {
      status: 400,
      body: { error: "invalid_grant", message: "The refresh token is invalid or has expired." },
    };
  return { body: { access_token: TOKENS.oauth, token_type: "Bearer", expires_in: 600 } };
}
