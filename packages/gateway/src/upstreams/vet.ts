import type { Json } from "@sophia-mcp/core/envelope";
import type { ExternalServer } from "./upstream.ts";
import type { Log } from "../log.ts";
import type { Pins } from "../policy/pins.ts";
import type { CatalogueEntry, ListedToolItem, StoredSurface } from "./catalogue.ts";
import { cutAtKey, toolItem } from "./list-surface.ts";

/**
 * What of a server's tools may be seen: definitions that are no tools are left out, hidden characters are removed, and
 * what changed since it was accepted waits for a person.
 */
export async function vetSurface(
  config: ExternalServer,
  surface: StoredSurface,
  entry: CatalogueEntry,
  known: ReadonlyMap<string, string>,
  { folder, log }: { folder: string; log: Log },
): Promise<{ surface: StoredSurface; pins: Json | undefined }> {
  const [{ vetDefinitions }, { holdBack }, approvals] = await Promise.all([
    import("../policy/suspicious.ts"),
    import("../policy/pins.ts"),
    import("../policy/definition-approvals.ts"),
  ]);
  const items = new Map<Json, ListedToolItem>();
  for (const item of surface.tools.items) {
    items.set(JSON.parse(`${item.before}${JSON.stringify(item.key)}${item.after}`) as Json, item);
  }
  const { tools, findings } = vetDefinitions(config.name, [...items.keys()], known);
  for (const finding of findings) log("warn", "definition", { ...finding });
  const accepts = approvals.readApprovedDefinitions(folder)(config.name);
  const { visible, held, approved } = holdBack(entry.pins as Pins | undefined, tools, config.pin, accepts);
  for (const { name, reason } of held)
    log("warn", "definition_held", { server: config.name, tool: name, reason });
  try {
    approvals.writeHeldDefinitions(folder, config.name, held);
  } catch (error) {
    log("warn", "held_unwritten", { server: config.name, reason: (error as Error).message });
  }
  const kept = visible.flatMap((definition) => items.get(definition) ?? cleaned(definition));
  return {
    surface: { ...surface, tools: { ...surface.tools, items: kept } },
    pins: approved as Json | undefined,
  };
}

function cleaned(definition: Json): ListedToolItem[] {
  const item = cutAtKey(JSON.stringify(definition), definition, "name");
  return item ? [toolItem(item)] : [];
}
