import type { ChannelEnd } from "../channel.ts";
import type { Incoming } from "./http-client.ts";

/** What an HTTP status other than success says of a request; bodies are never repeated. */
export function httpFailure({ status, header }: Incoming): ChannelEnd {
  const wait = retryAfter(header("retry-after"));
  const later = wait === undefined ? "" : `; it asks to be left alone for ${wait} s`;
  switch (status) {
    case 403:
      return {
        reason: "refuses this (HTTP 403): what it was given as credentials does not suffice",
        neverRan: true,
      };
    case 404:
      return { reason: 'has nothing at this address (HTTP 404): check its "url"', neverRan: true };
    case 405:
      return { reason: 'takes no messages at this address (HTTP 405): check its "url"', neverRan: true };
    case 413:
      return { reason: "does not take a request of this size (HTTP 413)", neverRan: true };
    case 429:
      return { reason: `has been asked too often (HTTP 429)${later}`, neverRan: true };
    case 502:
    case 503:
    case 504:
      return { reason: `is not available (HTTP ${status})${later}`, outage: true };
    default:
      return status >= 400 && status < 500
        ? { reason: `refused the request (HTTP ${status})`, neverRan: true }
        : { reason: `failed (HTTP ${status})${later}` };
  }
}

/** Whole seconds; the header holds those or a date. */
function retryAfter(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const seconds = /^\d{1,9}$/.test(value.trim()) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : undefined;
}
