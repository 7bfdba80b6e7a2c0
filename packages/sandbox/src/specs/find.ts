import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The folder of vendors' descriptions: SOPHIA_VENDOR_SPECS, or the nearest `shared/specs` above. */
export function findSpecs(from: string = process.cwd()): string | undefined {
  const named = process.env["SOPHIA_VENDOR_SPECS"];
  if (named) return resolve(named);
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const candidate = join(folder, "shared", "specs");
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder)) return undefined;
  }
}
