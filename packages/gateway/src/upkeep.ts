import type { Upstream } from "./upstreams/upstream.ts";

/** What was listed longer ago is asked again, in the background. */
const staleMs = 24 * 3_600_000;
const delayMs = 2000;

/**
 * Keeps what is known of servers true, without anybody waiting for it: old lists are asked for again, and lists that
 * hold something back once a person has approved it.
 * @returns ends it
 */
export function keepUp(upstreams: () => readonly Upstream[], stateFolder: string): () => void {
  let unwatch: (() => void) | undefined;

  async function begin(): Promise<void> {
    if (upstreams().length === 0) return;
    for (const upstream of upstreams()) if (isStale(upstream)) anew(upstream);
    const { readHeldDefinitions, watchApprovedDefinitions } =
      await import("./policy/definition-approvals.ts");
    const release = (): void => {
      const waiting = new Set(
        readHeldDefinitions(stateFolder).map(({ server, name }) => `${server} ${name}`),
      );
      for (const upstream of upstreams()) if (isReleased(upstream, waiting)) anew(upstream);
    };
    // An approval may have been given while no gateway ran.
    release();
    unwatch = watchApprovedDefinitions(stateFolder, release);
  }

  const timer = setTimeout(() => void begin(), delayMs).unref();
  return () => {
    clearTimeout(timer);
    unwatch?.();
  };
}

function isStale(upstream: Upstream): boolean {
  const surfaces = Object.values(upstream.entry()?.surfaces ?? {});
  const newest = Math.max(0, ...surfaces.map(({ at }) => at));
  return newest > 0 && Date.now() - newest > staleMs;
}

/** Something of it is still held back here that waits for nobody any more. */
function isReleased(upstream: Upstream, waiting: ReadonlySet<string>): boolean {
  const surfaces = Object.values(upstream.entry()?.surfaces ?? {});
  return surfaces.some(({ held = [] }) => held.some(({ name }) => !waiting.has(`${upstream.name} ${name}`)));
}

function anew(upstream: Upstream): void {
  upstream.relist();
  upstream.discover(undefined, true).catch(() => undefined);
}
