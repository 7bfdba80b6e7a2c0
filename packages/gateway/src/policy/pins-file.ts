import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Pins } from "./pins.ts";

/** By the server's name, so that another version or an edited entry does not make known definitions new ones. */
const pinsFile = (folder: string, server: string): string =>
  join(folder, "pins", `${encodeURIComponent(server)}.json`);

/** What was accepted of a server's definitions; undefined for one that was never seen. */
export function readPins(folder: string, server: string): Pins | undefined {
  try {
    return JSON.parse(readFileSync(pinsFile(folder, server), "utf8")) as Pins;
  } catch {
    return undefined;
  }
}

/** @throws an error of the file system when it cannot be kept */
export function writePins(folder: string, server: string, pins: Pins): void {
  const file = pinsFile(folder, server);
  mkdirSync(join(folder, "pins"), { recursive: true, mode: 0o700 });
  const part = `${file}.${process.pid}.part`;
  writeFileSync(part, JSON.stringify(pins), { mode: 0o600 });
  renameSync(part, file);
}
