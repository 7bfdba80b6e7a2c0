import type { IncomingHttpHeaders } from "node:http";
import type { SpecSource } from "./specs/checker.ts";
import type { World } from "./world/world.ts";

/** What a vendor's API answers. Objects are sent as JSON; strings and bytes as they are. */
export type Answer = {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
};

/** One request as a handler sees it. */
export type Call<State = unknown> = {
  method: string;
  /** Decoded path without the query. */
  path: string;
  /** The path as it was sent, with its escapes. */
  rawPath: string;
  params: Record<string, string>;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** JSON and form bodies decoded by content type; undefined for every other type. */
  body: unknown;
  raw: Buffer;
  /** What `authenticate` returned. */
  token: Token;
  state: State;
  /** This emulator's own base URL, for links in answers. */
  origin: string;
};

export type Token = { name: string; scopes: readonly string[] };

export type Route<State = unknown> = {
  method: string;
  path: string;
  /** Scopes of which the token needs all. */
  scopes?(call: Call<State>): readonly string[];
  handle(call: Call<State>): Answer | Promise<Answer>;
};

export type Setting = { url: string; world: World; now: Date; seed: number };

/** A failure the sandbox itself raises; each vendor words it in its own way. */
export type Failure = { status: number; message?: string; scopes?: readonly string[]; retryAfter?: string };

/** One vendor's API as plain data. */
export type Emulator<State = unknown> = {
  id: string;
  title: string;
  /** The environment which the vendor's server reads. */
  env(url: string): Record<string, string>;
  /** A fresh, mutable copy of the company's data in the vendor's shape. */
  createState(setting: Setting): State;
  /** Returns the token, or refuses the call with the vendor's own 401 or 403. */
  authenticate(call: Omit<Call<State>, "token">, route: Route<State> | undefined): Token;
  routes: readonly Route<State>[];
  fail(failure: Failure, state: State): Answer;
  /** Headers on each answer, such as the rate limit's. */
  headers?(call: Omit<Call<State>, "token">, state: State): Record<string, string>;
  spec?: SpecSource;
};

/** Thrown by handlers to leave with an answer that is not a success. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(`refused with ${answer.status ?? 200}`);
    this.answer = answer;
  }
}

export function refuse(answer: Answer): never {
  throw new Refusal(answer);
}

export function route<State>(
  method: string,
  path: string,
  handle: (call: Call<State>) => Answer | Promise<Answer>,
  scopes?: (call: Call<State>) => readonly string[],
): Route<State> {
  return scopes ? { method, path, handle, scopes } : { method, path, handle };
}

/** Lets a vendor write its state type once; everything outside sees `Emulator`. */
export function defineEmulator<State>(emulator: Emulator<State>): Emulator<State> {
  return emulator;
}
