/** Lets so many pieces of work run at the same time; the others wait in order. */
export interface Gate {
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** @param waiting told how many wait whenever that changes */
export function createGate(limit: number, waiting: (depth: number) => void = () => undefined): Gate {
  const queue: (() => void)[] = [];
  let running = 0;

  async function enter(): Promise<void> {
    if (running < limit) {
      running++;
      return;
    }
    await new Promise<void>((resolve) => {
      queue.push(resolve);
      waiting(queue.length);
    });
  }

  function leave(): void {
    const next = queue.shift();
    if (next) {
      waiting(queue.length);
      next();
    } else running--;
  }

  return {
    async run(work) {
      await enter();
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
