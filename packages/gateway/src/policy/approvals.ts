import { randomBytes } from "node:crypto";
import { ConfigError, InputError } from "@sophia-mcp/core/errors";

export type Decision = "approve" | "deny";

/** One call that waits for a person, or that a person has decided on and that was not repeated yet. */
export interface Approval {
  id: string;
  principal: string;
  /** As clients see it. */
  tool: string;
  argumentsHash: string;
  /** For the person who decides, redacted. */
  summary: string;
  state: "pending" | "approved" | "denied";
  /** Milliseconds since 1970, as all times here. */
  requestedAt: number;
  expiresAt: number;
  decidedBy?: string | undefined;
}

/** What a call is recognised by when it is repeated. */
export type CallKey = Pick<Approval, "principal" | "tool" | "argumentsHash">;

/** Where approvals are kept. Each operation is atomic over all processes that share the store, and sees no expired row. */
export interface ApprovalStore {
  /** The row that stands for the call of `approval` already, or `approval` itself, now kept. */
  add(approval: Approval, now: number): Promise<Approval>;
  /** The state of a call; an approved one is gone with the answer. */
  take(call: CallKey, now: number): Promise<Approval["state"] | undefined>;
  /** Oldest first. */
  list(now: number): Promise<Approval[]>;
  /** Decides a pending one; undefined when there is none with this id. */
  decide(
    id: string,
    outcome: Pick<Approval, "state" | "expiresAt" | "decidedBy">,
    now: number,
  ): Promise<Approval | undefined>;
  close(): Promise<void>;
}

export interface Approvals {
  /**
   * Asks a person; the same call asked again is the same request.
   * @throws InputError when too many calls of this caller wait already
   * @throws ConfigError when it cannot be kept
   */
  request(call: CallKey & { summary: string }): Promise<{ id: string; expiresAt: number }>;
  /** Whether a call may go on. `approved` is said once: the same call after it needs a new approval. */
  consume(
    principal: string,
    tool: string,
    argumentsHash: string,
  ): Promise<"approved" | "pending" | "denied" | "none">;
  list(): Promise<Approval[]>;
  /**
   * @param by who decides, for the log
   * @throws InputError when nothing pending has this id
   */
  decide(id: string, decision: Decision, by: string): Promise<Approval>;
  close(): Promise<void>;
}

const defaultTtlMs = 600_000;
/** Of one caller: a person could not read more, and a loop of a model ends here. */
const maxPending = 20;

export function createApprovals(
  store: ApprovalStore,
  { ttlMs = defaultTtlMs, now = Date.now }: { ttlMs?: number; now?: () => number } = {},
): Approvals {
  return {
    async request({ principal, tool, argumentsHash, summary }) {
      const requestedAt = now();
      const waiting = (await store.list(requestedAt)).filter(
        (one) =>
          one.principal === principal && one.state === "pending" && one.argumentsHash !== argumentsHash,
      );
      if (waiting.length >= maxPending)
        throw new InputError(
          `Not called: ${waiting.length} calls wait for a person already. Repeat this one when some of them are decided.`,
        );
      const fresh: Approval = {
        id: newId(),
        principal,
        tool,
        argumentsHash,
        summary,
        state: "pending",
        requestedAt,
        expiresAt: requestedAt + ttlMs,
      };
      const { id, expiresAt } = await store.add(fresh, requestedAt).catch((error: unknown) => {
        throw new ConfigError(
          "Not called: it needs an approval, and the request for it could not be kept. Whoever runs the gateway: is the disk full, the state folder writable?",
          { cause: error, retryable: true },
        );
      });
      return { id, expiresAt };
    },
    consume: async (principal, tool, argumentsHash) =>
      (await store.take({ principal, tool, argumentsHash }, now())) ?? "none",
    list: () => store.list(now()),
    async decide(id, decision, by) {
      const at = now();
      const state = decision === "approve" ? "approved" : "denied";
      // The caller needs time to repeat the call after a decision in the last second.
      const decided = await store.decide(id, { state, expiresAt: at + ttlMs, decidedBy: by }, at);
      if (decided) return decided;
      throw new InputError(
        `No call waits under the id "${id.slice(0, 64)}": it is decided, has expired, or never was. sophia-mcp approve list shows what waits.`,
      );
    },
    close: () => store.close(),
  };
}

/** Without characters that look alike: people type it. */
const alphabet = "23456789abcdefghjkmnpqrstuvwxyz";

function newId(): string {
  let id = "";
  // Bytes of which every character gets the same share.
  while (id.length < 10)
    for (const byte of randomBytes(16)) if (byte < 248 && id.length < 10) id += alphabet[byte % 31];
  return id;
}
