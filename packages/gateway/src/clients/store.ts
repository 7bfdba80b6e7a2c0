import { createHash, randomBytes } from "node:crypto";
import { constants, type Stats } from "node:fs";
import {
  access,
  chown,
  link,
  lstat,
  mkdir,
  open,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
} from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { FileError } from "./file-error.ts";

/** A client's file as it was when it was read. */
export interface Snapshot {
  /** As the client names it. */
  file: string;
  /** Where links lead: what is read and written. */
  target: string;
  /** Undefined when there is no file yet. */
  bytes: Buffer | undefined;
  hash: string;
  stats: Stats | undefined;
}

/** Of a file that is not there: no content has it. */
export const absent = "absent";

export const hashOf = (bytes: Buffer | undefined): string =>
  bytes ? createHash("sha256").update(bytes).digest("hex") : absent;

/** @throws FileError for a file that is there and cannot be read, or is no file */
export async function readSnapshot(file: string): Promise<Snapshot> {
  const target = await follow(file);
  try {
    const stats = await lstat(target);
    if (!stats.isFile()) throw new FileError("unreadable", `${file} is not a regular file.`, { file });
    const bytes = await readFile(target);
    return { file, target, bytes, hash: hashOf(bytes), stats };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return { file, target, bytes: undefined, hash: absent, stats: undefined };
    throw fileError(error, "unreadable", file, "cannot be read");
  }
}

/** Where a path leads, also when a link on it points to a file that is not there yet. */
async function follow(file: string): Promise<string> {
  let path = file;
  for (let links = 0; links < 40; links++) {
    try {
      return await realpath(path);
    } catch (error) {
      if (codeOf(error) !== "ENOENT") throw fileError(error, "unreadable", file, "cannot be read");
    }
    try {
      path = resolve(dirname(path), await readlink(path));
    } catch {
      return path;
    }
  }
  throw new FileError("unreadable", `${file} leads through too many links.`, { file });
}

/**
 * Puts new bytes in the place of what was read, at once or not at all; undefined removes the file.
 * @throws FileError "changed" when the file is no longer what was read, "not_written" when the system refuses
 */
export async function replaceFile(snapshot: Snapshot, bytes: Buffer | undefined): Promise<void> {
  const { file, target, stats } = snapshot;
  if (!bytes) {
    await expectUnchanged(snapshot);
    return rm(target);
  }
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString("hex")}.tmp`);
  try {
    await mkdir(dirname(target), { recursive: true });
    // A rename asks for the folder's permission only: a file that is read-only is meant to be.
    if (stats) await access(target, constants.W_OK);
    const mode = stats && stats.mode & 0o7777;
    const handle = await open(temporary, "wx", mode ?? 0o666);
    try {
      await handle.writeFile(bytes);
      // The mask of the process may have taken bits away.
      if (mode !== undefined) await handle.chmod(mode);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (stats) await keepOwner(temporary, stats);
    await expectUnchanged(snapshot);
    await (stats ? rename(temporary, target) : create(temporary, snapshot));
  } catch (error) {
    throw fileError(error, "not_written", file, "cannot be written; nothing was changed");
  } finally {
    await rm(temporary, { force: true });
  }
}

async function expectUnchanged(snapshot: Snapshot): Promise<void> {
  const now = await readSnapshot(snapshot.file);
  if (now.hash !== snapshot.hash || now.target !== snapshot.target) throw changed(snapshot.file);
}

const changed = (file: string): FileError =>
  new FileError(
    "changed",
    `Another program changed ${file} in the meantime. Nothing was written; run this again to see the new difference.`,
    { file },
  );

/** Puts a new file in place; unlike a rename this cannot hide a file that appeared since. */
async function create(temporary: string, { file, target }: Snapshot): Promise<void> {
  try {
    await link(temporary, target);
  } catch (error) {
    if (codeOf(error) === "EEXIST") throw changed(file);
    // Not every file system has hard links.
    await rename(temporary, target);
  }
}

async function keepOwner(path: string, { uid, gid }: Stats): Promise<void> {
  const own = await lstat(path);
  if (own.uid === uid && own.gid === gid) return;
  await chown(path, uid, gid).catch(() => undefined);
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

function fileError(error: unknown, code: FileError["code"], file: string, what: string): unknown {
  const system = codeOf(error);
  if (error instanceof FileError || system === undefined) return error;
  return new FileError(code, `${file} ${what} (${system}).`, { file }, { cause: error });
}
