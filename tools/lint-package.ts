/** What publint and "are the types wrong" say of a tarball. */
import { readFileSync } from "node:fs";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

/** One line a problem. */
export async function tarballProblems(tarball: string): Promise<string[]> {
  const bytes = new Uint8Array(readFileSync(tarball));
  const { messages, pkg } = await publint({ pack: { tarball: bytes.buffer }, strict: true });
  const lint = messages
    .filter((message) => !ofSources(message.path))
    .map((message) => formatMessage(message, pkg, { color: false }) ?? message.code);
  // Nothing can be imported from these packages: a bin has no resolution that types could be wrong for, so no profile
  // and no exception is needed. A package that comes to carry types is held to all of attw's rules.
  const types = await checkPackage(createPackageFromTarballData(bytes));
  const wrong = types.types === false ? [] : types.problems.map((problem) => `types: ${problem.kind}`);
  return [...lint, ...wrong];
}

/** The condition under which this repository reads its sources; a tarball has none, and no user sets the condition. */
const ofSources = (path: readonly string[]): boolean => path.at(-1) === "@sophia-mcp/source";
