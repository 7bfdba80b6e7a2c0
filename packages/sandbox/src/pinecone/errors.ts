import { type Answer, type Failure, refuse } from "../emulator.ts";

/** Names of the control plane's error codes by status. @see https://docs.pinecone.io/reference/api/errors */
const CODES: Readonly<Record<number, string>> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  402: "PAYMENT_REQUIRED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  405: "UNIMPLEMENTED",
  409: "ALREADY_EXISTS",
  412: "FAILED_PRECONDITION",
  413: "INVALID_ARGUMENT",
  422: "UNPROCESSABLE_ENTITY",
  429: "RESOURCE_EXHAUSTED",
};

/** The data plane numbers its errors as gRPC does. */
const GRPC: Readonly<Record<number, number>> = { 400: 3, 403: 7, 404: 5, 409: 6, 429: 8 };

const WORDS: Readonly<Record<number, string>> = {
  400: "Bad request. The request body included invalid request parameters.",
  401: "Invalid API key.",
  403: "Forbidden",
  404: "Not found",
  405: "Method not allowed",
  429: "Too many requests. Please try again later.",
};

/** Control plane and inference: `{error: {code, message}, status}`. */
export function controlError(status: number, message: string): Answer {
  return { status, body: { error: { code: CODES[status] ?? "UNKNOWN", message }, status } };
}

export function dataError(status: number, message: string): Answer {
  return { status, body: { code: GRPC[status] ?? 13, message, details: [] } };
}

export function refuseControl(status: number, message: string): never {
  refuse(controlError(status, message));
}

export function refuseData(status: number, message: string): never {
  refuse(dataError(status, message));
}

/** Failures that can meet any request; what is wrong in one request is said by its handler. */
export function fail({ status, message }: Failure): Answer {
  return controlError(status, message ?? WORDS[status] ?? "Internal server error");
}
