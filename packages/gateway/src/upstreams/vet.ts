import type { Json } from "@sophia-mcp/core/envelope";
import type { ExternalServer } from "./upstream.ts";
import type { Log } from "../log.ts";
import { readPins, writePins } from "../policy/pins-file.ts";
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
): Promise<StoredSurface> {
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
  const listed = new Set(surface.tools.items.map(({ key }) => key));
  const accepts = approvals.readApprovedDefinitions(folder)(config.name);
  const { visible, held, approved } = holdBack(readPins(folder, config.name), tools, config.pin, accepts);
  for (const { name, reason } of held)
    log("warn", "definition_held", { server: config.name, tool: name, reason });
  try {
    if (approved) writePins(folder, config.name, approved);
    // Clients that can do other things see other tools: what is held back of those is not forgotten.
    const elsewhere = approvals
      .readHeldDefinitions(folder)
      .filter(({ server, name }) => server === config.name && !listed.has(name));
    approvals.writeHeldDefinitions(folder, config.name, [...held, ...elsewhere]);
  } catch (error) {
    log("warn", "held_unwritten", { server: config.name, reason: (error as Error).message });
  }
  const kept = visible.flatMap((definition) => items.get(definition) ?? cleaned(definition));
  return {
    ...surface,
    tools: { ...surface.tools, items: kept },
    held: held.map(({ name, reason }) => ({ name, reason })),
  };
}

function cleaned(definition: Json): ListedToolItem[] {
  const item = cutAtKey(JSON.stringify(definition), definition, "name");
  return item ? [toolItem(item)] : [];
}
