import { type Answer, type Failure, Refusal } from "../emulator.ts";
import { uuidFor } from "../world/ids.ts";

/** A statement that Snowflake does not carry out: its code, its SQL state and its own words. */
export class SqlError extends Error {
  readonly code: string;
  readonly sqlState: string;

  constructor(code: string, sqlState: string, message: string) {
    super(message);
    this.code = code;
    this.sqlState = sqlState;
  }
}

const compilation = (code: string, sqlState: string, detail: string) =>
  new SqlError(code, sqlState, `SQL compilation error:\n${detail}`);

export const missingObject = (name: string, kind = "Object") =>
  compilation("002003", "42S02", `${kind} '${name}' does not exist or not authorized.`);

export const invalidIdentifier = (name: string) =>
  compilation("000904", "42000", `error line 1 at position 0\ninvalid identifier '${name}'`);

export const unknownFunction = (name: string) =>
  compilation("002140", "42601", `Unknown function ${name.toUpperCase()}`);

export const unsupported = (feature: string) =>
  compilation("000002", "0A000", `Unsupported feature '${feature}'.`);

export const syntaxError = (detail: string) =>
  compilation("001003", "42000", `syntax error line 1 at position 0 ${detail}.`);

export const noPrivilege = (action: string) =>
  new SqlError(
    "003001",
    "42501",
    `SQL access control error:\nInsufficient privileges to operate on ${action}.`,
  );

/** A body that the driver reads as a failure. The HTTP status of all of them is 200. */
export function failed(code: string, message: string, data: Record<string, unknown> | null = null): Answer {
  return { body: { data, code, message, success: false, headers: null } };
}

export function refuseSession(code: string, message: string): never {
  throw new Refusal(failed(code, message));
}

const WORDS: Readonly<Record<number, string>> = {
  400: "Incoming request does not contain a valid payload.",
  401: "Invalid OAuth access token.",
  403: "Insufficient privileges to operate on the resource.",
  404: "The requested resource does not exist or not authorized.",
  405: "Method not allowed.",
  429: "Too many requests.",
  503: "Service unavailable.",
};

/** What stands in front of Snowflake's own services, and its REST resources, answer with HTTP statuses. */
export function fail({ status, message = WORDS[status] ?? "Internal server error." }: Failure): Answer {
  const id = uuidFor(`snowflake:error:${status}:${message}`);
  return { status, body: { code: status === 401 ? "390303" : `39${status}0`, message, request_id: id } };
}
