import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expand, type Missing, type Surroundings } from "./expand.ts";
import type { Path, Problem } from "./schema.ts";

/** Reads the texts of one entry, their references filled in. */
export interface Fill {
  text(path: Path, text: string): string;
  texts(key: string, given: readonly string[] | undefined): string[];
  values(key: string, given: Readonly<Record<string, unknown>> | undefined): Record<string, string>;
  /** With `~` and relative to the folder of the file. */
  path(path: Path, text: string): string;
  /** The variables of an entry: those of its file, and over them its own. */
  env(given: { env?: Readonly<Record<string, unknown>>; envFile?: string }): Record<string, string>;
}

/** @param folder of the file that the entry stands in */
export function createFill(around: Surroundings, folder: string, report: (problem: Problem) => void): Fill {
  const text: Fill["text"] = (path, given) =>
    expand(given, around, (missing) => report({ path, message: missingText(missing) }));
  const path: Fill["path"] = (at, given) => resolve(folder, fromHome(text(at, given), around.home));
  const values: Fill["values"] = (key, given = {}) => {
    const filled = Object.entries(given).map(
      ([name, value]) => [name, text([key, name], String(value))] as const,
    );
    return Object.fromEntries(filled);
  };

  function fileValues(given: string): Record<string, string> {
    const file = path(["envFile"], given);
    try {
      // Importing this module costs milliseconds at the start, and few entries need it.
      const { parseEnv } = process.getBuiltinModule("node:util");
      const read = Object.entries(parseEnv(readFileSync(file, "utf8")));
      return Object.fromEntries(read.map(([name, value]) => [name, String(value)]));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      report({ path: ["envFile"], message: `${file} cannot be read (${code}).` });
      return {};
    }
  }

  return {
    text,
    path,
    values,
    texts: (key, given = []) => given.map((item, i) => text([key, i], item)),
    env: ({ env, envFile }) => ({
      ...(envFile === undefined ? {} : fileValues(envFile)),
      ...values("env", env),
    }),
  };
}

/** `~/x` as a shell reads it; no shell is between the file and the program. */
export const fromHome = (path: string, home: string): string =>
  path === "~" || path.startsWith("~/") || path.startsWith("~\\") ? join(home, path.slice(1)) : path;

function missingText({ name, reference }: Missing): string {
  if (name === undefined)
    return `${reference} stands for nothing here. Accepted: \${VAR}, \${env:VAR}, \${VAR:-default}, \${userHome}, \${workspaceFolder}.`;
  return `the variable ${name} is not set. Set it where the gateway is started, or write \${${name}:-default}.`;
}
