import type { Entry } from "./read-config.ts";
import { readDocument, type Document } from "./document.ts";
import { isPlain, type Path } from "./schema.ts";

/** What other clients' files say of a server; the gateway's own keys count in its own file only. */
const shared = new Set([
  "type",
  "transport",
  "command",
  "args",
  "env",
  "envFile",
  "cwd",
  "url",
  "serverUrl",
  "headers",
  "oauth",
  "auth",
  "disabled",
]);
/** Keys that keep tools from a client: silence about them would look as if they still did. */
const limiting = ["disabledTools", "excludeTools", "enabledTools", "includeTools"];

/** Where clients keep their servers: Cursor and the Claudes, VS Code's mcp.json, VS Code's settings. */
const places: readonly Path[] = [["mcpServers"], ["servers"], ["mcp", "servers"]];

/**
 * The servers of other clients' files. A file that cannot be read takes down nothing: it is noted.
 * @param notes receives what was left out
 */
export async function importedEntries(
  files: readonly string[],
  notes: string[],
): Promise<{ entries: Entry[]; unread: string[] }> {
  const entries: Entry[] = [];
  const unread: string[] = [];
  for (const file of files) {
    try {
      entries.push(...entriesOf(await readDocument(file), notes));
    } catch (error) {
      unread.push(file);
      notes.push(`Not imported: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { entries, unread };
}

function entriesOf(document: Document, notes: string[]): Entry[] {
  return places.flatMap((place) => {
    const servers = place.reduce<unknown>(
      (value, key) => (isPlain(value) ? value[key] : undefined),
      document.value,
    );
    if (!isPlain(servers)) return [];
    return Object.entries(servers).map(([name, value]) => {
      const path = [...place, name];
      if (!isPlain(value)) return { name, value, path, document };
      for (const key of limiting.filter((key) => Object.hasOwn(value, key)))
        notes.push(
          `${document.file}: ${path.join(".")}.${key} is not taken over: name these tools in a profile's deny.`,
        );
      const kept = Object.entries(value).filter(([key]) => shared.has(key));
      return { name, value: Object.fromEntries(kept), path, document };
    });
  });
}
