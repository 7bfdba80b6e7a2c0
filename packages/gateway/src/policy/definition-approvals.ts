import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  unwatchFile,
  watchFile,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { isObject } from "@sophia-mcp/core/envelope";
import { sha256 } from "../sha256.ts";
import type { HeldTool } from "./pins.ts";

/** A definition that a person has accepted. */
export interface ApprovedDefinition {
  server: string;
  name: string;
  hash: string;
  by: string;
  /** ISO 8601. */
  at: string;
}

export interface HeldDefinition extends HeldTool {
  server: string;
}

const pollMs = 1000;

/** Stands for exactly this definition: one that changes again has another. */
export const heldId = ({ server, name, hash }: HeldDefinition): string =>
  sha256(JSON.stringify([server, name, hash])).slice(0, 12);

/** One line for each, only ever appended: two processes that write at once lose nothing. */
const approvedFile = (folder: string): string => join(folder, "approved-definitions.jsonl");
const heldFolder = (folder: string): string => join(folder, "held-definitions");
const heldFile = (folder: string, server: string): string =>
  join(heldFolder(folder), `${encodeURIComponent(server)}.json`);

/** Read by the gateway: what people have accepted so far, as the question that `holdBack` asks. */
export function readApprovedDefinitions(
  folder: string,
): (server: string) => (name: string, hash: string) => boolean {
  const approved = new Set<string>();
  for (const line of readLines(approvedFile(folder))) {
    const { server, name, hash } = line;
    approved.add(JSON.stringify([server, name, hash]));
  }
  return (server) => (name, hash) => approved.has(JSON.stringify([server, name, hash]));
}

/** @throws an error of the file system when it cannot be kept */
export function approveDefinition(folder: string, approved: ApprovedDefinition): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  appendFileSync(approvedFile(folder), `${JSON.stringify(approved)}\n`, { mode: 0o600 });
}

/**
 * Calls `changed` within about a second after another process has approved something. Does not keep the process alive.
 * @returns a function that stops it
 */
export function watchApprovedDefinitions(folder: string, changed: () => void): () => void {
  const file = approvedFile(folder);
  // Polled, because the file and its folder may not exist yet, and not every file system tells of changes.
  watchFile(file, { interval: pollMs, persistent: false }, changed);
  return () => unwatchFile(file, changed);
}

/** Written by the gateway whenever it has looked at a server's definitions: what is held back, for people to see. */
export function writeHeldDefinitions(folder: string, server: string, held: readonly HeldTool[]): void {
  const file = heldFile(folder, server);
  if (held.length === 0) {
    rmSync(file, { force: true });
    return;
  }
  mkdirSync(heldFolder(folder), { recursive: true, mode: 0o700 });
  const part = `${file}.${process.pid}.part`;
  writeFileSync(part, JSON.stringify(held.map((tool) => ({ server, ...tool }))), { mode: 0o600 });
  renameSync(part, file);
}

/** What is held back and not approved since, over all servers, ordered by server. */
export function readHeldDefinitions(folder: string): HeldDefinition[] {
  const accepts = readApprovedDefinitions(folder);
  return listFiles(heldFolder(folder))
    .flatMap((file) => readHeld(join(heldFolder(folder), file)))
    .filter(({ server, name, hash }) => !accepts(server)(name, hash));
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .sort();
  } catch {
    // Nothing was held back so far.
    return [];
  }
}

function readHeld(file: string): HeldDefinition[] {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as HeldDefinition[];
  } catch {
    // Gone between listing and reading: it is held back no more.
    return [];
  }
}

function readLines(file: string): ApprovedDefinition[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return [];
  }
  return text.split("\n").flatMap((line) => {
    try {
      const value: unknown = JSON.parse(line);
      return isObject(value) ? [value as unknown as ApprovedDefinition] : [];
    } catch {
      // The last line, while it is being written, or after a crash.
      return [];
    }
  });
}
