import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "@sophia-mcp/core/envelope";
import type { ServerOpening } from "../relay/handshake.ts";

/** One entry of a list as its server sent it, cut where its name stands so that another can be put in. */
export interface ListedItem {
  /** Name of a tool or prompt, URI of a resource, URI template. */
  key: string;
  before: string;
  after: string;
}

export interface ListedToolItem extends ListedItem {
  title: string;
  description: string;
  access: "read" | "write" | "destroy";
  idempotent: boolean;
}

export interface StoredList<T extends ListedItem = ListedItem> {
  items: readonly T[];
  ttlMs?: number | undefined;
  cacheScope?: "public" | "private" | undefined;
}

/** All that a server offered when it was last asked. */
export interface StoredSurface {
  /** Milliseconds since 1970 of the asking. */
  at: number;
  tools: StoredList<ListedToolItem>;
  prompts: StoredList;
  resources: StoredList;
  templates: StoredList;
  /** Tools whose definition waits for a person, by the name that their server knows. */
  held?: readonly { name: string; reason: "changed" | "new" }[] | undefined;
}

/** What is remembered of one server, so that listing its tools starts nothing. */
export interface CatalogueEntry {
  /** Revisions it was seen to speak, with what it said on opening. */
  openings: { legacy?: ServerOpening | undefined; modern?: ServerOpening | undefined };
  /** Eras that it was asked for and did not speak. */
  refused?: { legacy?: boolean; modern?: boolean } | undefined;
  /** Was seen to ask its client something in the middle of a call. */
  interactive: boolean;
  /** By what clients declare they can do, because servers may list by that. */
  surfaces: Record<string, StoredSurface>;
}

const format = 1;

/** The catalogue on disk: one file per server, named by what its configuration says and by the gateway's version. */
export interface Catalogue {
  read(fingerprint: string): CatalogueEntry | undefined;
  /** Never throws: without a catalogue the next start asks again. */
  write(fingerprint: string, entry: CatalogueEntry): void;
}

export function createCatalogue(folder: string, failed: (error: Error) => void): Catalogue {
  const file = (fingerprint: string): string => join(folder, `${fingerprint}.json`);
  return {
    read(fingerprint) {
      try {
        const stored = JSON.parse(readFileSync(file(fingerprint), "utf8")) as {
          format: number;
          entry: CatalogueEntry;
        };
        return stored.format === format ? stored.entry : undefined;
      } catch {
        // Not there yet, or not whole: either way the server is asked anew.
        return undefined;
      }
    },
    write(fingerprint, entry) {
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        const part = `${file(fingerprint)}.${process.pid}.part`;
        writeFileSync(part, JSON.stringify({ format, entry }), { mode: 0o600 });
        renameSync(part, file(fingerprint));
      } catch (error) {
        failed(error as Error);
      }
    },
  };
}

/** What a surface depends on besides the configuration: `elicitation`, `roots`, `sampling`, as the client declared them. */
export function capabilityKey(capabilities: Json): string {
  const names = Object.keys(capabilities)
    .filter((name) => name !== "experimental")
    .sort();
  return names.length === 0
    ? "none"
    : names.map((name) => `${name}:${JSON.stringify(capabilities[name])}`).join(" ");
}

/** The surface for these capabilities, or the newest for any others until this one has been asked for. */
export function surfaceFor(
  entry: CatalogueEntry | undefined,
  capabilities: string,
): StoredSurface | undefined {
  if (!entry) return undefined;
  const exact = entry.surfaces[capabilities];
  if (exact) return exact;
  return Object.values(entry.surfaces).sort((a, b) => b.at - a.at)[0];
}
