import { AsyncLocalStorage } from "node:async_hooks";
import type { Access } from "./tool.ts";

/**
 * The tool call that code deep inside a vendor's SDK works for. SDKs rarely pass a signal or a deadline through, so the
 * outbound HTTP client reads them from here.
 */
export interface CurrentCall {
  tool: string;
  access: Access;
  signal: AbortSignal;
  /** `performance.now()` at which the time limit passes. */
  deadline: number;
  /** Set while a write runs that leaves the same behind however often it arrives. */
  idempotent?: boolean;
}

const current = new AsyncLocalStorage<CurrentCall>();

export const currentCall = (): CurrentCall | undefined => current.getStore();

export const withCall = <T>(call: CurrentCall, work: () => Promise<T>): Promise<T> => current.run(call, work);

/**
 * Marks the requests that `work` makes as safe to repeat: look-ups by POST inside a write, or a write with an
 * idempotency key.
 */
export function repeatable<T>(work: () => Promise<T>): Promise<T> {
  const call = current.getStore();
  return call ? current.run({ ...call, access: "read" }, work) : work();
}

/**
 * Marks the requests that `work` makes as writes that leave the same behind however often they arrive, such as an upsert
 * by id: they are repeated like reads, and an error still says that the change may have been made.
 */
export function idempotent<T>(work: () => Promise<T>): Promise<T> {
  const call = current.getStore();
  return call ? current.run({ ...call, idempotent: true }, work) : work();
}
