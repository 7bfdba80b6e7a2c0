/**
 * Writes in groups what comes one by one: all that arrived in one turn, or while the group before was being written,
 * shares one write and its fate. Resolves each item with its own result, in the order of the group.
 */
export function createBatcher<Item, Result>(
  write: (group: readonly Item[]) => Promise<readonly Result[]> | readonly Result[],
  mostAtOnce = 512,
) {
  interface Waiting {
    item: Item;
    resolve(result: Result): void;
    reject(error: unknown): void;
  }
  let queue: Waiting[] = [];
  let writing: Promise<void> | undefined;

  async function drain(): Promise<void> {
    // The requests of this turn are read first: all of them go into one group.
    await new Promise((resolve) => setImmediate(resolve));
    while (queue.length > 0) {
      const group = queue.slice(0, mostAtOnce);
      queue = queue.slice(mostAtOnce);
      try {
        const results = await write(group.map(({ item }) => item));
        group.forEach(({ resolve, reject }, i) => {
          const result = results[i];
          if (result === undefined) reject(new Error("a write answered for fewer items than it got"));
          else resolve(result);
        });
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
  }

  function run(): void {
    writing ??= drain().finally(() => {
      writing = undefined;
      if (queue.length > 0) run();
    });
  }

  async function idle(): Promise<void> {
    if (!writing) return;
    await writing;
    await idle();
  }

  return {
    add: (item: Item): Promise<Result> =>
      new Promise((resolve, reject) => {
        queue.push({ item, resolve, reject });
        run();
      }),
    /** Resolves when nothing waits any more. */
    idle,
  };
}
