import { createHash } from "node:crypto";
import type { NewEvent } from "./store.ts";

/** The same UUID for the same call and content, whoever asks: the queue library's own ids do the deduplication. */
export function eventId({ callId, contentSha256 }: Pick<NewEvent, "callId" | "contentSha256">): string {
  const hex = createHash("sha256").update(`${callId}\n${contentSha256}`).digest("hex");
  // Version 8 of RFC 9562: its content is the application's own.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export const isEventId = (text: string): boolean =>
  /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
