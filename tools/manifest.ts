/** Records what a package answers before its first call: `node tools/manifest.ts <package> <dist>`. */
import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { createEngine } from "@sophia-mcp/core/engine";
import type { ListedServer } from "@sophia-mcp/core/manifest";
import { createManifest, listedServer, recordOpening } from "@sophia-mcp/core/record";
import type { AnyServer } from "@sophia-mcp/core/server";
import type { GatewayManifest } from "@sophia-mcp/gateway/gateway";
import type { builtIns } from "@sophia-mcp/gateway/registry";

interface RegistryModule {
  builtIns: typeof builtIns;
}

/** What each built-in lists. */
async function gatewayManifest(folder: string): Promise<GatewayManifest> {
  const registry = (await load(folder, "src/registry.ts")) as RegistryModule;
  const servers: ListedServer[] = [];
  for (const builtIn of Object.values(registry.builtIns)) {
    const { default: server } = await builtIn.server();
    const engine = createEngine(server, { env: {}, selection: { groups: ["all"] } });
    servers.push(listedServer(server, (await recordOpening(engine)).tools));
    await engine.close();
  }
  return { servers };
}

const load = (folder: string, path: string): Promise<unknown> =>
  import(pathToFileURL(resolve(folder, path)).href);

if (process.argv[1] === import.meta.filename) {
  const [folder = ".", dist = "dist"] = process.argv.slice(2);
  const manifest = existsSync(join(folder, "src/gateway.ts"))
    ? await gatewayManifest(folder)
    : await createManifest(((await load(folder, "src/server.ts")) as { default: AnyServer }).default);
  writeFileSync(join(dist, "manifest.json"), JSON.stringify(manifest));
}
