import { isObject } from "@sophia-mcp/core/envelope";
import type { CatalogueEntry } from "./catalogue.ts";

/** A tool's `inputSchema` as it was listed last, whatever its client can do; undefined where it never was. */
export function inputSchemaOf(entry: CatalogueEntry | undefined, tool: string): unknown {
  const surfaces = Object.values(entry?.surfaces ?? {}).sort((a, b) => b.at - a.at);
  for (const { tools } of surfaces) {
    const item = tools.items.find(({ key }) => key === tool);
    if (!item) continue;
    const definition: unknown = JSON.parse(`${item.before}${JSON.stringify(item.key)}${item.after}`);
    return isObject(definition) ? definition.inputSchema : undefined;
  }
  return undefined;
}
