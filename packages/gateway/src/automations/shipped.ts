import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { CommandIo } from "../command-io.ts";

/** The automations that come with the gateway: beside the bundle, or beside the sources. */
export function shippedFolder(): string {
  const folders = ["../automations/", "../../automations/"].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return folders.find((folder) => existsSync(join(folder, "call-summary.yaml"))) ?? (folders[0] as string);
}

/** Where automations are read from: as told, else a file in the current folder, else those that come with the gateway. */
export function automationsPath({ env, cwd }: Pick<CommandIo, "env" | "cwd">, file?: string): string {
  const told = file ?? (env.SOPHIA_AUTOMATIONS?.trim() || undefined);
  if (told !== undefined) return told;
  const here = join(cwd, "automations.yaml");
  return existsSync(here) ? here : shippedFolder();
}
