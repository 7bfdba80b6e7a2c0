import { AuthError, InputError, UpstreamError, type ErrorDetails, type ToolError } from "./errors.ts";

/** A vendor's answer, read whole. */
export interface Answer {
  method: string;
  url: URL;
  status: number;
  headers: Headers;
  text: string;
  /** The parsed body, or undefined when it is not JSON. */
  json: unknown;
}

/** What a vendor's error body says, in the vendor's own words. Everything is optional: core words the rest. */
export interface Explanation {
  message?: string;
  requestId?: string;
  /** Scopes that the credential lacks. */
  missingScopes?: readonly string[];
  /** The status to act on where the HTTP status does not tell (Slack's 200 with `ok: false`, Linear's 400). */
  status?: number;
  /** Seconds, where the vendor does not use `Retry-After`. */
  retryAfterSeconds?: number;
  /** A sentence for the model on what to do, where the vendor's case has one. */
  advice?: string;
}

export interface Subject {
  /** The vendor's name: "HubSpot". */
  vendor: string;
  /** The variables the credential came from: "HUBSPOT_ACCESS_TOKEN". */
  credential: string;
  /** What the request was about, for a 404: "contact 123". */
  what?: string;
  /** Whether a repeat of the request can do harm. */
  unsafe: boolean;
  /** Whether the request may have changed something, also where a repeat does no harm. */
  changes?: boolean;
}

/** The error for an answer with an error status: what happened, whether a retry helps, what to do next. */
export function answerError(subject: Subject, answer: Answer, explanation: Explanation): ToolError {
  const status = explanation.status ?? answer.status;
  const said = explanation.message ? ` ${subject.vendor} says: ${shorten(explanation.message)}` : "";
  const advice = explanation.advice ? ` ${explanation.advice}` : "";
  const details: ErrorDetails = {
    status,
    retryable: false,
    requestId: explanation.requestId,
    outcome: "not_done",
  };
  if (status === 401) {
    return new AuthError(
      `${subject.vendor} refused the credential in ${subject.credential} (401): it is wrong, expired or revoked.${said} Create a new one, set it, and restart the server.${advice}`,
      details,
    );
  }
  if (status === 403) {
    const scopes = explanation.missingScopes ?? [];
    const lacks =
      scopes.length > 0
        ? `the credential in ${subject.credential} lacks the scope ${scopes.join(", ")}. Add it where the credential was created, then try again.`
        : `the credential in ${subject.credential} may not do this.`;
    return new AuthError(`${subject.vendor} refused this (403): ${lacks}${said}${advice}`, details);
  }
  if (status === 404) {
    const what = subject.what ?? decodeURIComponent(answer.url.pathname);
    return new InputError(
      `${subject.vendor} has no ${what} (404), or the credential cannot see it.${said}${advice || " Look the id up with a search or list tool."}`,
      details,
    );
  }
  if (status === 429) {
    const wait = explanation.retryAfterSeconds ?? retryAfter(answer.headers);
    const when = wait === undefined ? "Wait a minute" : `Wait ${Math.ceil(wait)} s`;
    return new UpstreamError(
      `${subject.vendor}'s rate limit is reached (429). ${when}, then repeat the call.${said}${advice}`,
      { ...details, retryable: true, retryAfterSeconds: wait },
    );
  }
  if (status >= 500) {
    const { outcome, next } = aftermath(subject, "The fault is on their side; try again in a minute.");
    return new UpstreamError(`${subject.vendor} failed (${status}). ${next}${said}${advice}`, {
      ...details,
      retryable: !subject.unsafe,
      retryAfterSeconds: retryAfter(answer.headers),
      outcome,
    });
  }
  const problem = status === 409 ? "a conflict (409)" : `a request it does not accept (${status})`;
  return new InputError(
    `${subject.vendor} reports ${problem}.${said || " It gave no reason."}${advice}`,
    details,
  );
}

/** The error for a request to which no usable answer came. */
export function noAnswerError(subject: Subject, reason: string, cause?: unknown): UpstreamError {
  const { outcome, next } = aftermath(subject, "Nothing was changed; try again.");
  return new UpstreamError(`${subject.vendor} ${reason}. ${next}`, {
    retryable: !subject.unsafe,
    outcome,
    cause,
  });
}

/** What is known of the change after a failure, and what to do about it. */
function aftermath({ unsafe, changes }: Subject, unchanged: string) {
  if (!unsafe && !changes) return { outcome: "not_done", next: unchanged } as const;
  const next = unsafe ? "look before you repeat it" : "repeating the same call does no harm";
  return { outcome: "unknown", next: `It is not known whether the change was made: ${next}.` } as const;
}

/** `Retry-After` in seconds: a number, or a date (RFC 9110 section 10.2.3). Junk and the past count as absent. */
export function retryAfter(headers: Headers, now = Date.now()): number | undefined {
  const value = headers.get("retry-after")?.trim();
  if (!value || value.length > 64) return undefined;
  const seconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) : (Date.parse(value) - now) / 1000;
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}

function shorten(message: string): string {
  const line = message.replace(/\s+/g, " ").trim().slice(0, 500);
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
