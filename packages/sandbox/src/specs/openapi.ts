import type { CheckerInput, SpecChecker } from "./checker.ts";

export async function createOpenApiChecker(_input: CheckerInput): Promise<SpecChecker> {
  throw new Error("not built");
}
