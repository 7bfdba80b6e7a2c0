import { realpathSync, statSync, watch, type FSWatcher } from "node:fs";
import { dirname } from "node:path";
import type { GatewayConfig } from "./types.ts";

export interface WatchOptions {
  /** Reads the configuration anew; throws where it is not valid. */
  load(): Promise<GatewayConfig>;
  /** Takes a valid configuration over. Where it throws, the one before stays. */
  apply(config: GatewayConfig): Promise<void> | void;
  /** Told why a changed file is not taken over; the last good configuration stays. */
  rejected(reason: string): void;
  /** Milliseconds without a further change before files are read: editors write in several steps. */
  settleMs?: number;
}

export interface ConfigWatch {
  /** Reads now, whether or not a file changed. */
  reload(): Promise<void>;
  close(): void;
}

/**
 * Follows a configuration's file and those that it imports, and reads them at SIGHUP. Folders are watched, not files:
 * editors and Kubernetes put another file in the place of the one that was there.
 * @param first what is in force
 */
export function watchConfig(first: GatewayConfig, options: WatchOptions): ConfigWatch {
  const { load, apply, rejected, settleMs = 150 } = options;
  let current = first;
  let seen = stateOf(first);
  let watchers: FSWatcher[] = [];
  let timer: NodeJS.Timeout | undefined;
  let working = Promise.resolve();
  let closed = false;

  async function take(): Promise<void> {
    if (closed) return;
    seen = stateOf(current);
    try {
      const next = await load();
      const lost = next.unread.find((file) => !current.unread.includes(file));
      if (lost !== undefined) throw new Error(next.notes.find((note) => note.includes(lost)) ?? lost);
      if (closed || JSON.stringify(next) === JSON.stringify(current)) return;
      await apply(next);
      const sameFiles = filesOf(next).join("\n") === filesOf(current).join("\n");
      current = next;
      if (sameFiles) return;
      seen = stateOf(current);
      follow();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      rejected(`The changed configuration is not taken over, the last good one stays. ${reason}`);
    }
  }

  const reload = (): Promise<void> => (working = working.then(take));

  function settle(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (stateOf(current) !== seen) void reload();
    }, settleMs);
    timer.unref();
  }

  function follow(): void {
    for (const watcher of watchers) watcher.close();
    watchers = foldersOf(current).flatMap((folder) => {
      try {
        const watcher = watch(folder, { persistent: false }, settle);
        // A folder that is removed ends its own watch; SIGHUP still works.
        watcher.on("error", () => watcher.close());
        return [watcher];
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        rejected(`Changes in ${folder} are not noticed (${code}): send SIGHUP after a change.`);
        return [];
      }
    });
  }

  const hangUp = (): void => void reload();
  // With a terminal it means that the terminal is gone, and its default is what the user expects.
  const takesHangUp = process.platform !== "win32" && !process.stdin.isTTY;
  if (takesHangUp) process.on("SIGHUP", hangUp);
  follow();
  return {
    reload,
    close() {
      closed = true;
      clearTimeout(timer);
      process.off("SIGHUP", hangUp);
      for (const watcher of watchers) watcher.close();
    },
  };
}

const filesOf = ({ file, imported }: GatewayConfig): string[] => [...(file ? [file] : []), ...imported];

/** Of each file, and of what a link in its place leads to. */
function foldersOf(config: GatewayConfig): string[] {
  const files = filesOf(config).flatMap((file) => {
    try {
      return [file, realpathSync(file)];
    } catch {
      return [file];
    }
  });
  return [...new Set(files.map((file) => dirname(file)))];
}

/** Tells whether a file is another than it was. */
function stateOf(config: GatewayConfig): string {
  const states = filesOf(config).map((file) => {
    const stat = statSync(file, { throwIfNoEntry: false });
    return stat ? `${stat.ino} ${stat.size} ${stat.mtimeMs} ${stat.ctimeMs}` : "none";
  });
  return states.join("\n");
}
