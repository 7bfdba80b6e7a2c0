import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { FileError } from "./file-error.ts";
import { absent, hashOf, replaceFile, type Snapshot } from "./store.ts";

/** One change of ours; the bytes that it replaced lie beside it, and none when there was no file. */
interface Change {
  target: string;
  /** Hashes of the file before and after. */
  before: string;
  after: string;
  at: string;
}

export interface Undo {
  /** What the last change replaced; undefined when it made the file. */
  bytes: Buffer | undefined;
  restore(): Promise<void>;
}

/** What each change of ours replaced, for its owner alone to read: clients' files hold people's tokens. */
export interface Backups {
  /**
   * Writes the new bytes, the old ones being kept before.
   * @returns the file that holds the old bytes; undefined when there was no file
   * @throws FileError as `replaceFile` does
   */
  write(snapshot: Snapshot, bytes: Buffer): Promise<string | undefined>;
  /** @throws FileError "nothing" when no change is on record, "changed" when somebody changed the file after us */
  last(snapshot: Snapshot): Promise<Undo>;
}

const keptPerFile = 20;

/** @param folder is made when it is needed */
export function createBackups(folder: string): Backups {
  const placeOf = ({ target }: Snapshot): string => join(folder, hashOf(Buffer.from(target)).slice(0, 16));
  return {
    async write(snapshot, bytes) {
      const place = placeOf(snapshot);
      await mkdir(place, { recursive: true, mode: 0o700 }).catch((error: unknown) => noBackup(folder, error));
      await using _alone = await lock(place, snapshot.file);
      const taken = await numbers(place);
      const base = baseOf(place, (taken.at(-1) ?? 0) + 1);
      const { target, hash: before } = snapshot;
      const change: Change = { target, before, after: hashOf(bytes), at: new Date().toISOString() };
      try {
        if (snapshot.bytes) await writeFile(`${base}.bak`, snapshot.bytes, { mode: 0o600 });
        await writeFile(`${base}.json`, JSON.stringify(change), { mode: 0o600 });
      } catch (error) {
        noBackup(folder, error);
      }
      try {
        await replaceFile(snapshot, bytes);
      } catch (error) {
        await forget(base);
        throw error;
      }
      for (const old of taken.slice(0, 1 - keptPerFile)) await forget(baseOf(place, old));
      return snapshot.bytes && `${base}.bak`;
    },

    async last(snapshot) {
      const { file, hash } = snapshot;
      const place = placeOf(snapshot);
      for (const number of (await numbers(place)).toReversed()) {
        const base = baseOf(place, number);
        const change = await readChange(base);
        // Stopped before its change was made: nothing to undo.
        if (!change || (change.before === hash && change.after !== hash)) {
          await forget(base);
          continue;
        }
        const bytes = change.before === absent ? undefined : await readFile(`${base}.bak`);
        if (change.after !== hash) throw changedSince(file, bytes && `${base}.bak`);
        return {
          bytes,
          async restore() {
            await using _alone = await lock(place, file);
            await replaceFile(snapshot, bytes);
            await forget(base);
          },
        };
      }
      const message = `There is nothing to undo: no change of ${file} is on record.`;
      throw new FileError("nothing", message, { file });
    },
  };
}

/**
 * Keeps other runs of this command away: the last look at a file and the rename that follows are two steps. A run takes
 * milliseconds, so a lock of ten seconds was left by one that was killed.
 */
async function lock(place: string, file: string): Promise<AsyncDisposable> {
  const path = join(place, "lock");
  const start = Date.now();
  for (;;) {
    try {
      await mkdir(path);
      return { [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
      const age = await stat(path).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => 0,
      );
      if (age > 10_000) await rm(path, { recursive: true, force: true });
      else if (Date.now() - start > 5_000)
        throw new FileError(
          "changed",
          `Another run of this command writes ${file}; run this again.`,
          { file },
          { cause },
        );
      else await setTimeout(20);
    }
  }
}

const baseOf = (place: string, number: number): string => join(place, String(number).padStart(6, "0"));

async function readChange(base: string): Promise<Change | undefined> {
  try {
    return JSON.parse(await readFile(`${base}.json`, "utf8")) as Change;
  } catch {
    return undefined;
  }
}

/** The numbers of the changes on record, oldest first. */
async function numbers(place: string): Promise<number[]> {
  const names = await readdir(place).catch(() => []);
  const found = names.map((name) => Number(/^(\d+)\.(?:json|bak)$/.exec(name)?.[1]));
  return [...new Set(found)].filter((number) => number > 0).sort((a, b) => a - b);
}

async function forget(base: string): Promise<void> {
  await rm(`${base}.json`, { force: true });
  await rm(`${base}.bak`, { force: true });
}

function noBackup(folder: string, cause: unknown): never {
  const code = (cause as NodeJS.ErrnoException).code ?? "unknown";
  const message = `No backup can be kept in ${folder} (${code}), so nothing was changed. Name another folder with SOPHIA_STATE_DIR.`;
  throw new FileError("not_written", message, { file: folder }, { cause });
}

function changedSince(file: string, backup: string | undefined): FileError {
  const was = backup ? ` What was there before it lies in ${backup}.` : " There was no file before it.";
  const message = `${file} was changed after the last change of sophia-mcp; undoing would lose that.${was} To take out only the entries of sophia-mcp, run this with --remove in place of --undo.`;
  return new FileError("changed", message, { file });
}
