import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, existsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rolldown } from "rolldown";
import type { Command } from "./process.ts";

export interface Subject extends Command {
  name: string;
}

const node = process.execPath;

export const ourServers = (root: string): string[] =>
  readdirSync(join(root, "packages")).filter(
    (name) => name !== "sandbox" && existsSync(join(root, "packages", name, "dist/manifest.json")),
  );

export const ours = (root: string, name: string, args: readonly string[] = []): Subject => ({
  name,
  command: node,
  args: [join(root, "packages", name, "dist/main.js"), ...args],
});

export const bare = (root: string): Subject => ({
  name: "bare Node",
  command: node,
  args: [join(root, "tools/bench/bare.mjs")],
});

/** The SDK's hello-world, bundled as our servers are. */
export async function hello(root: string): Promise<Subject> {
  const folder = mkdtempSync(join(tmpdir(), "bench-hello-"));
  const build = await rolldown({ input: join(root, "tools/bench/hello.ts"), platform: "node" });
  await build.write({ dir: folder, format: "esm", entryFileNames: "hello.mjs" });
  await build.close();
  return { name: "SDK hello-world", command: node, args: [join(folder, "hello.mjs")] };
}

/** HubSpot's own local server, installed from the registry; undefined where the registry cannot be reached. */
export function officialHubSpot(): Subject | undefined {
  const folder = join(tmpdir(), "bench-hubspot-mcp-server-0.4.0");
  const main = join(folder, "node_modules/@hubspot/mcp-server/dist/index.js");
  try {
    if (!existsSync(main)) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "package.json"), '{"private":true}');
      execFileSync(
        "npm",
        ["install", "--no-audit", "--no-fund", "--ignore-scripts", "@hubspot/mcp-server@0.4.0"],
        { cwd: folder, stdio: "ignore" },
      );
    }
    const env = { PRIVATE_APP_ACCESS_TOKEN: "pat-na1-00000000-0000-0000-0000-000000000000" };
    return { name: "@hubspot/mcp-server 0.4.0", command: node, args: [main], env };
  } catch {
    return undefined;
  }
}
