import type { Json } from "@sophia-mcp/core/envelope";
import type { Automation, Scope, TriggerFacts } from "./types.ts";

/**
 * `pending` waits for its turn or is being carried out; `waiting` waits for a time or for a person's approval; `asking`
 * waits for a person to say what became of a call; `skipped` had nothing to do.
 */
export type RunState = "pending" | "waiting" | "asking" | "done" | "failed" | "skipped";

/** `started` is written before a call: where it is found later, nobody knows what became of the call. */
export type StepState = "started" | "retry" | "approval" | "done" | "skipped" | "failed";

export interface NewRun {
  automation: string;
  /** Two runs of an automation never have the same. */
  key: string;
  definition: Automation;
  trigger: TriggerFacts;
  event: Json;
  inputs: Scope["inputs"];
}

export interface StoredRun extends NewRun {
  id: string;
  state: RunState;
  /** Milliseconds since 1970, as all times here. */
  createdAt: number;
  updatedAt: number;
  /** Not carried on before; 0 is at once. */
  dueAt: number;
  /** Why it failed, or what it waits for. */
  note?: string | undefined;
  /** It ended so long ago that only its outcome is kept. */
  forgotten: boolean;
}

/** One step of a run, or one item of its for_each. */
export interface StoredStep {
  step: string;
  /** Place in for_each; 0 for a step without. */
  item: number;
  state: StepState;
  /** Calls made so far, of which each was refused or failed but the last. */
  attempts: number;
  arguments: Json;
  result?: unknown;
  note?: string | undefined;
  startedAt: number;
  endedAt?: number | undefined;
}

export type StepKey = Pick<StoredStep, "step" | "item">;

export interface RunFilter {
  automation?: string | undefined;
  state?: RunState | undefined;
  limit: number;
}

/** The log of all runs. Everything it says was written is on disk; it may be shared between processes. */
export interface RunStore {
  /** The run with this key that is there already, or a new one; with `failed`, one that ended before it began. */
  create(run: NewRun, failed?: string): { run: StoredRun; fresh: boolean };
  get(id: string): StoredRun | undefined;
  /** Newest first. */
  list(filter: RunFilter): StoredRun[];
  steps(runId: string): StoredStep[];
  /** Takes a run for this process, so that no other carries it out; undefined when another has it. */
  claim(id: string): StoredRun | undefined;
  /** Takes a run that is due, also one that was left by a process that died. */
  claimDue(): StoredRun | undefined;
  /** Whether this process still holds the run; prolongs it. False after a sleep so long that another took it over. */
  holds(id: string): boolean;
  /** Ends the claim. */
  release(id: string): void;
  /** Writes what became of it, and ends the claim. */
  settle(id: string, outcome: Pick<StoredRun, "state" | "dueAt" | "note">): void;
  writeStep(runId: string, step: StoredStep): void;
  /** Gives the key of a step to this item, unless it has one already: then answers whose it is. */
  takeKey(automation: string, step: string, key: string, owner: KeyOwner): KeyOwner;
  /** Makes a key free again, because nothing was done under it. */
  dropKey(automation: string, step: string, key: string, owner: KeyOwner): void;
  /** Removes what runs that ended before `before` were made of; that they took place stays known. */
  prune(before: number): void;
  close(): void;
}

export interface KeyOwner {
  runId: string;
  item: number;
}
