import { GraphQLError } from "graphql";
import type { Answer, Failure } from "../emulator.ts";

type Kind = { type: string; code: string; statusCode: number };

const KINDS = {
  input: { type: "invalid input", code: "INPUT_ERROR", statusCode: 400 },
  argument: { type: "invalid input", code: "INVALID_INPUT", statusCode: 400 },
  graphql: { type: "graphql error", code: "GRAPHQL_VALIDATION_FAILED", statusCode: 400 },
  authentication: { type: "authentication error", code: "AUTHENTICATION_ERROR", statusCode: 401 },
  forbidden: { type: "forbidden", code: "FORBIDDEN", statusCode: 403 },
  ratelimited: { type: "ratelimited", code: "RATELIMITED", statusCode: 400 },
  internal: { type: "internal error", code: "INTERNAL_SERVER_ERROR", statusCode: 500 },
} satisfies Record<string, Kind>;

type Said = { message: string; presentable?: string | undefined; more?: Record<string, unknown> };

const extensions = (kind: keyof typeof KINDS, { presentable, more }: Said) => ({
  ...KINDS[kind],
  userError: kind !== "internal",
  ...(presentable === undefined ? {} : { userPresentableMessage: presentable }),
  ...more,
});

/** An error of a resolver: Linear answers it with HTTP 200. */
export function raise(kind: keyof typeof KINDS, said: Said): never {
  throw new GraphQLError(said.message, { extensions: extensions(kind, said) });
}

export const invalidInput = (presentable: string): never =>
  raise("input", { message: presentable, presentable });

export const notFound = (kind: string): never =>
  raise("input", { message: `Entity not found: ${kind}`, presentable: `Could not find referenced ${kind}.` });

export const conflict = (kind: string, id: string): never =>
  raise("input", {
    message: `conflict on insert of ${kind}`,
    presentable: `Entity ${kind} with id ${id} already exists.`,
  });

/** An argument outside its bounds, in the words of the validator behind Linear's API. */
export const outOfBounds = (argument: string, bound: "min" | "max", text: string): never =>
  raise("argument", {
    message: "Argument Validation Error",
    presentable: `${argument} ${text}.`,
    more: { validationErrors: [{ property: argument, constraints: { [bound]: `${argument} ${text}` } }] },
  });

/** A whole answer that is an error, for what is refused before anything runs. */
export function errorAnswer(
  kind: keyof typeof KINDS,
  said: Said,
  status: number = KINDS[kind].statusCode,
): Answer {
  return { status, body: { errors: [{ message: said.message, extensions: extensions(kind, said) }] } };
}

/** Linear's words for failures that can meet any request. A rate limit is reported with HTTP 400. */
export function fail({ status, message, retryAfter }: Failure): Answer {
  switch (status) {
    case 401:
      return errorAnswer("authentication", {
        message: message ?? "Authentication required, not authenticated",
        presentable: "You need to authenticate to access this operation.",
      });
    case 403:
      return errorAnswer("forbidden", {
        message: message ?? "Forbidden",
        presentable: "You do not have access to this.",
      });
    case 404:
    case 405:
      return { status, body: { error: message ?? "Not Found" } };
    case 429: {
      const answer = errorAnswer("ratelimited", {
        message: "Rate limit exceeded. Only 5000 requests are allowed per 1 hour.",
        presentable: "Rate limit exceeded.",
      });
      return retryAfter === undefined ? answer : { ...answer, headers: { "retry-after": retryAfter } };
    }
    default:
      return status >= 500
        ? errorAnswer("internal", { message: message ?? "Internal server error" }, status)
        : errorAnswer("input", { message: message ?? "Invalid input", presentable: message }, status);
  }
}
