import type { Answer, Call } from "../emulator.ts";

export type Violation = { vendor: string; side: "request" | "answer"; operation: string; problem: string };

export type Coverage = {
  description: "official" | "derived";
  operationsKnown: number;
  operationsCovered: string[];
  requestsChecked: number;
  answersChecked: number;
};

/** Checks one vendor's traffic against a description of its API. */
export type SpecChecker = {
  /** The rule that the request breaks, if any. */
  checkRequest(call: Call): Promise<string | undefined>;
  checkAnswer(call: Call, answer: Answer): Promise<void>;
  coverage(): Coverage;
};

export type CheckerInput = {
  vendor: string;
  directory: string;
  source: SpecSource;
  report(violation: Violation): void;
};

/** Where a vendor's description is, and how its traffic is read. */
export type SpecSource = {
  description: "official" | "derived";
  /** OpenAPI files, relative to the folder of descriptions. */
  files?: readonly string[];
  /** For a description that lies elsewhere, such as in an npm package: absolute paths. */
  resolve?(): Promise<readonly string[]>;
  /** The path to look up, where the emulator's differs from the description's, such as by a `/v1` before it. */
  pathOf?(call: Call): string;
  /** The query to hold against the parameters, less what is described in prose only. */
  queryOf?(call: Call): URLSearchParams;
  /** Path parameters that may hold slashes, such as a file's path. */
  greedy?: readonly string[];
  /** The body to hold against the schema, where it is not the decoded JSON. */
  bodyOf?(call: Call): unknown;
  /** The answer's body to hold against the schema, where the description is narrower than the vendor. */
  answerOf?(call: Call, answer: Answer): unknown;
  /** Set where the vendor's description demands answer fields which the vendor itself does not send. */
  looseAnswers?: boolean;
  /** Operations that the description lacks although the vendor has them; they pass unchecked. */
  exempt?(call: Call): boolean;
  /** Replaces the OpenAPI checker altogether, for GraphQL. */
  create?(input: CheckerInput): Promise<SpecChecker>;
};
