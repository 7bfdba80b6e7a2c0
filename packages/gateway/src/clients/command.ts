import { mkdir, readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { Environment } from "@sophia-mcp/auth/credentials";
import { clientFile, clientForms } from "@sophia-mcp/core/client-config";
import { ConfigError } from "@sophia-mcp/core/errors";
import { clients, type ClientName } from "@sophia-mcp/core/flags";
import { stateDir } from "../config/state-dir.ts";
import { parseArguments, type Arguments } from "./arguments.ts";
import { createBackups } from "./backups.ts";
import { ourEntries, putEntries, removeEntries } from "./changes.ts";
import { createEditor, type Editor } from "./edit.ts";
import type { Place } from "./entries.ts";
import { FileError } from "./file-error.ts";
import { clientPath, hasProjectFile, localAppData, type Machine, type Scope } from "./places.ts";
import { readSnapshot, type Snapshot } from "./store.ts";

/** What the command touches of the process it runs in. */
export interface ConfigIo {
  env: Environment;
  /** The user's home folder. */
  home: string;
  platform: NodeJS.Platform;
  cwd: string;
  stdin: Readable & { isTTY?: boolean };
  stdout: Writable;
  stderr: Writable;
}

interface Outcome {
  action: "written" | "restored" | "unchanged" | "declined" | "preview";
  client: ClientName;
  file: string;
  /** Names of the entries that the command was about. */
  entries: string[];
  /** Unified diff with secrets hidden; empty when nothing changes. */
  difference: string;
  /** Where what was replaced is kept. */
  backup?: string | undefined;
  notes: string[];
}

/**
 * `sophia-mcp config`: puts entries into the files of MCP clients, takes them out, and undoes that.
 * @returns the exit code: 0 done, 1 not done, 2 wrong arguments
 */
export async function configCommand(args: readonly string[], io: ConfigIo): Promise<number> {
  let json = args.includes("--json");
  try {
    const wanted = parseArguments(args);
    json = wanted.json;
    if (wanted.help) return say(io, (await import("./help.ts")).helpText);
    const machine = { ...io, packages: await windowsPackages(io) };
    if (!wanted.client) return say(io, await overview(machine, json));
    if (wanted.action === "print") return say(io, await printed(wanted.client, wanted, io));
    const outcome = await change(wanted.client, wanted, io, machine);
    if (json) say(io, JSON.stringify(outcome, null, 2));
    return verdict(outcome, io, json);
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof FileError)) throw error;
    const { message } = error;
    io.stderr.write(`${message}\n`);
    const place = error instanceof FileError ? { code: error.code, ...error.place } : { code: "arguments" };
    if (json) say(io, JSON.stringify({ error: { ...place, message } }, null, 2));
    return error instanceof FileError ? 1 : 2;
  }
}

function say(io: ConfigIo, text: string): number {
  io.stdout.write(`${text}\n`);
  return 0;
}

/** The entry alone, as it would stand in an empty file. */
async function printed(client: ClientName, wanted: Arguments, io: ConfigIo): Promise<string> {
  const { makeEntries } = await import("./entries.ts");
  const { entries, inputs } = await makeEntries(client, wanted, placeOf(io));
  return JSON.stringify(clientFile(client, entries, inputs), null, 2);
}

const placeOf = ({ env, platform }: ConfigIo): Place => ({
  env,
  platform,
  secrets: join(stateDir(env), "secrets"),
});

async function change(
  client: ClientName,
  wanted: Arguments,
  io: ConfigIo,
  machine: Machine,
): Promise<Outcome> {
  const scope: Scope = wanted.project ? "project" : "user";
  const file = wanted.file === undefined ? clientPath(client, scope, machine) : resolve(io.cwd, wanted.file);
  const snapshot = await readSnapshot(file);
  const backups = createBackups(join(stateDir(io.env), "clients"));
  const { difference } = await import("./difference.ts");

  if (wanted.action === "undo") {
    const undo = await backups.last(snapshot);
    const [before, after] = [plain(snapshot.bytes), plain(undo.bytes)];
    const shown = difference(file, before, after, new Set());
    const outcome = {
      client,
      file,
      entries: [],
      difference: shown,
      notes: undo.bytes ? [] : [`${file} is removed: it was not there before.`],
    };
    const answer = await agree(outcome, wanted, io);
    if (answer !== "yes") return { action: answer, ...outcome };
    await undo.restore();
    return { action: "restored", ...outcome };
  }

  const { entryNames, makeEntries } = await import("./entries.ts");
  const { text, encode } = decode(snapshot);
  const editor = createEditor(text, file);
  const notes: string[] = [];
  const open = new Set<string>();
  const names = entryNames(wanted);
  if (wanted.action === "remove") {
    removeEntries(editor, client, names, { file, replace: wanted.replace });
  } else {
    const made = await makeEntries(client, wanted, placeOf(io));
    for (const { env = {} } of Object.values(made.entries))
      for (const value of Object.values(env)) open.add(value);
    notes.push(...putEntries(editor, client, made, { file, replace: wanted.replace }), ...made.notes);
  }
  const next = editor.text();
  notes.push(...strictness(client, next));
  const outcome: Omit<Outcome, "action"> = { client, file, entries: names, difference: "", notes };
  if (next === text) return { action: "unchanged", ...outcome };
  outcome.difference = difference(file, text, next, open);
  const answer = await agree(outcome, wanted, io);
  if (answer !== "yes") return { action: answer, ...outcome };
  outcome.backup = await backups.write(snapshot, encode(next));
  if ([...open].some((value) => value.startsWith(placeOf(io).secrets)))
    await mkdir(placeOf(io).secrets, { recursive: true, mode: 0o700 });
  return { action: "written", ...outcome };
}

/** Shows what would change, and asks where somebody can answer. */
async function agree(
  { file, difference, notes }: Omit<Outcome, "action">,
  { yes, json }: Arguments,
  io: ConfigIo,
): Promise<"yes" | "declined" | "preview"> {
  if (!json) say(io, [difference, ...notes.map((note) => `\n${note}`), ""].join("\n"));
  if (yes) return "yes";
  if (!io.stdin.isTTY) return "preview";
  if (json) io.stderr.write(`${difference}\n`);
  const asking = createInterface({ input: io.stdin, output: json ? io.stderr : io.stdout });
  const answer = await new Promise<string>((settle) => {
    asking.once("close", () => settle(""));
    asking.question(`Write ${file}? [y/N] `, settle);
  });
  asking.close();
  return /^y(es)?$/i.test(answer.trim()) ? "yes" : "declined";
}

function verdict({ action, client, file, backup, notes }: Outcome, io: ConfigIo, json: boolean): number {
  const { title } = clientForms[client];
  const human: Record<Outcome["action"], string> = {
    written: `Written: ${file}${backup ? `\nBackup: ${backup} (--undo puts it back)` : ""}\n${title} reads it when it starts anew.`,
    restored: `Restored: ${file}`,
    unchanged: [...notes, `Nothing to do: ${file} says so already.`].join("\n"),
    declined: "",
    preview: "",
  };
  if (action === "declined") io.stderr.write("Nothing was written.\n");
  else if (action === "preview")
    io.stderr.write("Nothing was written: nobody can be asked here. Pass --yes to write it.\n");
  else if (!json) say(io, human[action]);
  return action === "declined" || action === "preview" ? 1 : 0;
}

/** Every client's files, whether they are there, and which entries of ours they hold. */
async function overview(machine: Machine, json: boolean): Promise<string> {
  const rows = [];
  for (const client of clients) {
    for (const scope of ["user", "project"] as const) {
      if (scope === "project" && !hasProjectFile(client)) continue;
      const file = clientPath(client, scope, machine);
      rows.push({ client, scope, file, ...(await stateOf(client, file)) });
    }
  }
  if (json) return JSON.stringify(rows, null, 2);
  const lines = rows.map(({ client, scope, file, state, entries }) =>
    [client.padEnd(12), scope.padEnd(8), (entries.join(", ") || state).padEnd(12), file].join("  "),
  );
  return [...lines, "", "sophia-mcp config <client> puts the gateway there; --help says more."].join("\n");
}

async function stateOf(client: ClientName, file: string): Promise<{ state: string; entries: string[] }> {
  try {
    const snapshot = await readSnapshot(file);
    if (!snapshot.bytes) return { state: "no file", entries: [] };
    const editor: Editor = createEditor(decode(snapshot).text, file);
    return { state: "no entry", entries: ourEntries(editor, client) };
  } catch (error) {
    if (error instanceof FileError) return { state: error.code, entries: [] };
    throw error;
  }
}

/** The text of a file, and the way back to its bytes. */
function decode({ bytes, file }: Snapshot): { text: string; encode(text: string): Buffer } {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes ?? new Uint8Array());
  } catch (cause) {
    const message = `${file} is not UTF-8 text. It was left as it is: save it as UTF-8 in an editor, then run this again.`;
    throw new FileError("malformed", message, { file, line: 1, column: 1 }, { cause });
  }
  const mark = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  return { text: text.slice(mark.length), encode: (next) => Buffer.from(mark + next) };
}

const plain = (bytes: Buffer | undefined): string => new TextDecoder().decode(bytes ?? new Uint8Array());

/** These two read plain JSON: what an editor's file may have keeps them from reading it at all. */
function strictness(client: ClientName, text: string): string[] {
  if (client !== "claude" && client !== "claude-code") return [];
  try {
    JSON.parse(text);
    return [];
  } catch {
    return [
      `The file has comments or trailing commas. They stay, but ${clientForms[client].title} may refuse to read them.`,
    ];
  }
}

async function windowsPackages(io: ConfigIo): Promise<string[]> {
  if (io.platform !== "win32") return [];
  return readdir(join(localAppData(io), "Packages")).catch(() => []);
}
