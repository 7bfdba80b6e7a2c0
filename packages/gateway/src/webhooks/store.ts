/** An event as it is about to be stored: authentic, and not looked at further than its id. */
export interface NewEvent {
  source: "gong";
  /** Gong's id of the call. Text: up to 19 digits are more than a number holds. */
  callId: string;
  /** SHA-256 of the body's bytes, hexadecimal. */
  contentSha256: string;
  /** Name of the rule whose key signed it. */
  rule: string;
  /** Sent by "Test now" in Gong's rule editor. */
  isTest: boolean;
  /** Milliseconds since 1970. */
  receivedAt: number;
  /** The body as it came. */
  body: string;
}

export interface StoredEvent extends NewEvent {
  id: string;
}

/** One event on its way to one sink. */
export interface Delivery extends StoredEvent {
  /** Tries so far, this one included. */
  attempt: number;
}

/** What became of one delivery; `dead` is never tried again by itself. */
export type Settled = { outcome: "done" } | { outcome: "retry" | "dead"; error: string; delayMs: number };

export type DeliveryState = "pending" | "done" | "dead";

export interface DeliveryInfo {
  sink: string;
  state: DeliveryState;
  attempts: number;
  /** Milliseconds since 1970 of the next try, while pending. */
  dueAt?: number;
  /** Why the last try failed. */
  error?: string;
}

export interface ListedEvent extends Omit<StoredEvent, "body"> {
  deliveries: DeliveryInfo[];
}

export interface SinkStats {
  sink: string;
  /** Events that are not delivered yet. */
  depth: number;
  /** Age of the oldest of them in seconds; 0 when there is none. */
  oldestSeconds: number;
  dead: number;
}

export interface ListFilter {
  state?: DeliveryState;
  sink?: string;
  callId?: string;
  limit: number;
}

export interface ReplayFilter {
  /** Only these events; without them every dead letter that the rest of the filter lets through. */
  ids?: readonly string[];
  sink?: string;
}

export interface Worker {
  /** Takes nothing more, and waits for what is under way. */
  stop(): Promise<void>;
}

/** Settles each delivery of a batch, in its order. Must not throw. */
export type Handler = (batch: readonly Delivery[]) => Promise<Settled[]>;

/** Where events wait for their sinks. Everything it says is done is on disk. */
export interface EventStore {
  readonly kind: "sqlite" | "postgres" | "redis";
  /**
   * Resolves once the event, with a delivery to each sink, outlives a crash of machine and process.
   * @throws StoreError when it cannot be stored
   */
  add(event: NewEvent): Promise<"stored" | "duplicate">;
  /** Hands due deliveries to the handler until stopped. A batch whose process dies is handed out again. */
  work(sink: string, batchSize: number, handler: Handler): Worker;
  stats(): Promise<SinkStats[]>;
  /** Newest first. */
  list(filter: ListFilter): Promise<ListedEvent[]>;
  get(id: string): Promise<(ListedEvent & { body: string }) | undefined>;
  /** Makes deliveries due again and answers how many. By id also those that were done. */
  replay(filter: ReplayFilter): Promise<number>;
  close(): Promise<void>;
}

/** The event could not be stored; the sender must be told to come again. */
export class StoreError extends Error {
  override name = "StoreError";
}
