import type { ErrorDetails, ErrorKind } from "./errors.ts";

/** Where the details of an error stand in a result's `_meta`. */
export const errorMetaKey = "io.github.sophia-mcp/error";

export interface ErrorResult {
  content: { type: "text"; text: string }[];
  isError: true;
  _meta: Record<string, unknown>;
}

/** A failed call as clients see it: the text for the model, the details for programs. `clean` removes secrets. */
export function errorResult(
  { kind, message, details }: { kind: ErrorKind; message: string; details: ErrorDetails },
  clean: (text: string) => string,
): ErrorResult {
  const { status, retryable = false, retryAfterSeconds, requestId, outcome } = details;
  const meta = {
    kind,
    retryable,
    ...(status === undefined ? {} : { status }),
    ...(retryAfterSeconds === undefined ? {} : { retry_after_seconds: Math.ceil(retryAfterSeconds) }),
    ...(requestId === undefined ? {} : { request_id: clean(requestId) }),
    ...(outcome === undefined ? {} : { outcome }),
  };
  return {
    content: [{ type: "text", text: clean(message) }],
    isError: true,
    _meta: { [errorMetaKey]: meta },
  };
}
