/**
 * What a tool or a client may throw. The engine words each for the model; anything else is a bug of ours and reaches
 * the model as a short text only, the log in full.
 */
export type ErrorKind = "input" | "auth" | "config" | "upstream" | "timeout" | "cancelled" | "bug";

export interface ErrorDetails {
  /** HTTP status of the vendor's answer, if there was one. */
  status?: number;
  /** Whether the same call can succeed later without a change. */
  retryable?: boolean;
  /** Seconds after which a repeat makes sense. */
  retryAfterSeconds?: number;
  /** The vendor's id of the request, for its support. */
  requestId?: string;
  /** `unknown`: the request may have been carried out although no answer came. */
  outcome?: "not_done" | "unknown";
  cause?: unknown;
}

export class ToolError extends Error {
  readonly kind: ErrorKind;
  readonly details: ErrorDetails;
  constructor(kind: ErrorKind, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.name = new.target.name;
    this.kind = kind;
    this.details = details;
  }
}

/** The arguments do not fit: say what was wrong and what to pass instead. */
export class InputError extends ToolError {
  constructor(message: string, details?: ErrorDetails) {
    super("input", message, details);
  }
}

/** A credential is missing, refused or too weak: name the variable or the scope. */
export class AuthError extends ToolError {
  constructor(message: string, details?: ErrorDetails) {
    super("auth", message, details);
  }
}

/** The vendor failed or refused; `message` is its own text, cleaned. */
export class UpstreamError extends ToolError {
  constructor(message: string, details?: ErrorDetails) {
    super("upstream", message, details);
  }
}

export class TimeoutError extends ToolError {
  constructor(message: string, details?: ErrorDetails) {
    super("timeout", message, { retryable: true, ...details });
  }
}

/** A flag or setting is wrong: name it and the accepted values. */
export class ConfigError extends ToolError {
  constructor(message: string, details?: ErrorDetails) {
    super("config", message, details);
  }
}

/** Vendor SDKs wrap what our own `fetch` threw; this finds it again. */
export function findToolError(error: unknown): ToolError | undefined {
  let current = error;
  for (let depth = 0; depth < 8 && current instanceof Error; depth++) {
    if (current instanceof ToolError) return current;
    current = current.cause;
  }
  return undefined;
}
