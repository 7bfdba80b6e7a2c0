import { basename, sep } from "node:path";
import type { Environment } from "@sophia-mcp/auth/credentials";

export interface Surroundings {
  env: Environment;
  cwd: string;
  home: string;
}

/** A reference that stands for nothing: `name` is the variable, or undefined where the form itself is not known. */
export interface Missing {
  name?: string;
  reference: string;
}

const reference = /\$\{([^{}]{0,500})\}/g;

/**
 * Fills in `${VAR}`, `${env:VAR}` and `${VAR:-default}`, and the folders that Cursor and VS Code know by name.
 * @param missing called for each reference that stands for nothing; it becomes empty
 */
export function expand(text: string, around: Surroundings, missing: (what: Missing) => void): string {
  return text.replace(reference, (whole, inner: string) => {
    const folder = folders.get(inner);
    if (folder) return folder(around);
    const [, name = "", preset] = /^(?:env:)?([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s.exec(inner) ?? [];
    if (name === "") {
      missing({ reference: whole.slice(0, 100) });
      return "";
    }
    const value = Object.hasOwn(around.env, name) ? around.env[name] : undefined;
    // As in a shell: a default also stands in for an empty value.
    if (preset !== undefined) return value || preset;
    if (value === undefined) missing({ name, reference: whole });
    return value ?? "";
  });
}

const folders = new Map<string, (around: Surroundings) => string>([
  ["userHome", ({ home }) => home],
  ["workspaceFolder", ({ cwd }) => cwd],
  ["workspaceFolderBasename", ({ cwd }) => basename(cwd)],
  ["pathSeparator", () => sep],
  ["/", () => sep],
]);
