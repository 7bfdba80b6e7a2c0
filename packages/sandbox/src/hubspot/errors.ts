import { type Answer, type Failure, refuse } from "../emulator.ts";
import { uuidFor } from "../world/ids.ts";

export type ErrorDetail = {
  message: string;
  code?: string;
  in?: string;
  context?: Record<string, readonly string[]>;
};

type Worded = {
  message: string;
  category: string;
  subCategory?: string;
  errors?: readonly ErrorDetail[];
  context?: Record<string, readonly string[]>;
  links?: Record<string, string>;
};

export function errorAnswer(status: number, worded: Worded): Answer {
  // HubSpot gives every error a new id to quote to its support; ours follows from the text, so that runs repeat.
  const correlationId = uuidFor(`hubspot:error:${status}:${worded.message}`);
  return { status, body: { status: "error", correlationId, ...worded } };
}

export function badRequest(
  message: string,
  errors: readonly ErrorDetail[] = [],
  category = "VALIDATION_ERROR",
): never {
  refuse(errorAnswer(400, { message, category, ...(errors.length > 0 ? { errors } : {}) }));
}

export function notFound(message = "resource not found", context?: Record<string, readonly string[]>): never {
  refuse(errorAnswer(404, { message, category: "OBJECT_NOT_FOUND", ...(context ? { context } : {}) }));
}

export function conflict(message: string): never {
  refuse(errorAnswer(409, { message, category: "CONFLICT" }));
}

const SCOPES_PAGE = "https://developers.hubspot.com/scopes";

/** HubSpot's words for failures that can meet any request. */
export function fail({ status, message, scopes }: Failure): Answer {
  switch (status) {
    case 400:
      return errorAnswer(400, { message: message ?? "Invalid input JSON", category: "VALIDATION_ERROR" });
    case 401:
      return errorAnswer(401, {
        message:
          message ??
          "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview",
        category: "INVALID_AUTHENTICATION",
      });
    case 403:
      return errorAnswer(403, {
        message: `This app hasn't been granted all required scopes to make this call. Read more about required scopes here: ${SCOPES_PAGE}.`,
        category: "MISSING_SCOPES",
        errors: [
          {
            message: "One or more of the following scopes are required.",
            context: { requiredGranularScopes: scopes ?? ["crm.objects.contacts.read"] },
          },
        ],
        links: { scopes: SCOPES_PAGE },
      });
    case 404:
      return errorAnswer(404, { message: message ?? "resource not found", category: "OBJECT_NOT_FOUND" });
    case 405:
      return errorAnswer(405, { message: "Method Not Allowed", category: "METHOD_NOT_ALLOWED" });
    case 409:
      return errorAnswer(409, { message: message ?? "Object already exists.", category: "CONFLICT" });
    case 413:
      return errorAnswer(413, {
        message: message ?? "Request entity too large",
        category: "VALIDATION_ERROR",
      });
    case 429:
      return errorAnswer(429, {
        message: "You have reached your ten_secondly_rolling limit.",
        category: "RATE_LIMITS",
        context: { policyName: ["TEN_SECONDLY_ROLLING"] },
      });
    default:
      return errorAnswer(status, { message: message ?? "internal error", category: "INTERNAL_ERROR" });
  }
}
