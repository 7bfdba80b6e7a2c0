import type { AnyServer } from "@sophia-mcp/core/server";
import { behaviourSuite, unknownOutcome } from "./behaviour-suite.ts";
import type { HarnessOptions } from "./harness.ts";
import { surfaceSuite } from "./surface-suite.ts";

export interface ContractOptions {
  server: AnyServer;
  /** `import.meta.dirname` of the calling test: the package's `test` folder. */
  dirname: string;
  /** Arguments with which each tool succeeds against a fresh emulator. Every tool must be here. */
  examples: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Values for optional keys that the examples leave out, by tool and key: used to prove that each key has an effect. */
  variations?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Keys that change the answer and not a request, by tool, each with its reason. */
  localKeys?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** A read tool and arguments for the fault tests; default: the first read tool. */
  probe?: { tool: string; arguments: Readonly<Record<string, unknown>> };
  /** A write tool that is not idempotent, for the tests of unknown outcomes. */
  write?: { tool: string; arguments: Readonly<Record<string, unknown>> };
  harness?: HarnessOptions;
}

/** What holds for every server alike, as one call: names, hints, budgets, credentials, faults, secrets. */
export function contractSuite(options: ContractOptions): void {
  surfaceSuite(options);
  behaviourSuite(options);
  if (options.write) unknownOutcome(options, options.write);
}
