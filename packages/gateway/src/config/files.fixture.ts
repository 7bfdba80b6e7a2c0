import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig, type ConfigSource } from "./load.ts";
import type { GatewayConfig } from "./types.ts";

/** A folder of its own with the files that a test needs; `remove` ends it. */
export function temporaryFiles() {
  const folder = mkdtempSync(join(tmpdir(), "sophia-config-"));
  const path = (name: string) => join(folder, name);
  return {
    folder,
    path,
    write(name: string, content: unknown): string {
      const text = typeof content === "string" ? content : JSON.stringify(content, null, 2);
      writeFileSync(path(name), text);
      return path(name);
    },
    load(file = "mcp.json", source: Partial<ConfigSource> = {}): Promise<GatewayConfig> {
      return loadConfig({ env: {}, cwd: folder, home: path("home"), file, ...source });
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
