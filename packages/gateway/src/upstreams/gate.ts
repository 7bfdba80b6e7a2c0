/**
 * Lets so many pieces of work begin at the same time; the others wait in order. Work that takes long gives its place up:
 * one that hangs must not keep the others waiting.
 */
export interface Gate {
  run<T>(work: () => Promise<T>): Promise<T>;
}

const patienceMs = 500;

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
      let held = true;
      const giveUp = (): void => {
        if (held) leave();
        held = false;
      };
      const patience = setTimeout(giveUp, patienceMs).unref();
      try {
        return await work();
      } finally {
        clearTimeout(patience);
        giveUp();
      }
    },
  };
}
