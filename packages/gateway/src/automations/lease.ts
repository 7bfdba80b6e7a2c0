import { randomBytes } from "node:crypto";
import { hostname } from "node:os";

/** Who holds a run, as it is written beside the run. */
export interface Held {
  owner: string | null;
  /** Milliseconds since 1970. */
  leaseUntil: number;
}

export interface Lease {
  /** This process. */
  owner: string;
  durationMs: number;
  /** Whether a run may be taken over: nobody holds it, its holder is dead, or was silent for too long. */
  free(held: Held): boolean;
}

/** A process that lives renews its leases; one on this machine that was killed is noticed at once. */
export function createLease(durationMs = 60_000): Lease {
  const here = hostname();
  const owner = `${here}:${process.pid}:${randomBytes(6).toString("hex")}`;
  return {
    owner,
    durationMs,
    free({ owner: holder, leaseUntil }) {
      if (holder === null || leaseUntil <= Date.now()) return true;
      const [host, pid] = holder.split(":");
      if (host !== here) return false;
      // In a container every process may have the same number: what has ours and is not us was before us.
      return holder !== owner && (Number(pid) === process.pid || !lives(Number(pid)));
    },
  };
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It lives, and belongs to another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
