import { type Answer, type Failure, refuse } from "../emulator.ts";
import { uuidFor } from "../world/ids.ts";

/** @see https://developers.notion.com/reference/status-codes */
const CODES: Readonly<Record<number, { code: string; message: string }>> = {
  400: { code: "invalid_json", message: "Error parsing JSON body." },
  401: { code: "unauthorized", message: "API token is invalid." },
  403: { code: "restricted_resource", message: "Insufficient permissions for this endpoint." },
  404: { code: "object_not_found", message: "Could not find the requested object." },
  405: { code: "invalid_request_url", message: "Invalid request URL." },
  409: { code: "conflict_error", message: "Conflict occurred while saving. Please try again." },
  413: { code: "validation_error", message: "The request body is too large." },
  429: { code: "rate_limited", message: "You have been rate limited. Please try again in a few minutes." },
  500: { code: "internal_server_error", message: "Unexpected error occurred." },
  503: { code: "service_unavailable", message: "Notion is unavailable, please try again later." },
  529: { code: "service_overload", message: "Notion is overloaded, please try again later." },
};

export function errorAnswer(status: number, code: string, message: string, extra?: object): Answer {
  const request_id = uuidFor(`notion:error:${status}:${message}`);
  return {
    status,
    body: {
      object: "error",
      status,
      code,
      message,
      ...(extra ? { additional_data: extra } : {}),
      request_id,
    },
    headers: { "x-notion-request-id": request_id },
  };
}

export function invalid(message: string): never {
  refuse(errorAnswer(400, "validation_error", message));
}

/** The same words for what does not exist and for what is not shared: so does Notion. */
export function missing(kind: string, id: string): never {
  refuse(
    errorAnswer(
      404,
      "object_not_found",
      `Could not find ${kind} with ID: ${id}. Make sure the relevant pages and databases are shared with your integration "Sophia".`,
    ),
  );
}

export function fail({ status, message }: Failure): Answer {
  if (status === 400 && message !== undefined) return errorAnswer(400, "validation_error", message);
  const known = CODES[status] ?? { code: "internal_server_error", message: "Unexpected error occurred." };
  const reason = status === 429 ? { rate_limit_reason: "connection" } : undefined;
  return errorAnswer(status, known.code, message ?? known.message, reason);
}
