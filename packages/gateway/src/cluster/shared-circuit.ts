import type { Json } from "@sophia-mcp/core/envelope";
import { LinkError } from "../relay/link.ts";
import { CircuitOpenError, createCircuit, type CircuitName } from "../upstreams/circuit.ts";
import type { SharedRedis } from "./redis.ts";
import type { Replicas } from "./replicas.ts";

/** Since when and how long a server is left alone by all. */
interface Rest {
  /** Milliseconds since 1970. */
  until: number;
  pauseMs: number;
  reason: string;
}

const firstPauseMs = 1000;
const longestPauseMs = 30_000;
const probeMs = 10_000;

export type CreateCircuit = typeof createCircuit;

/** Circuits by their server: what one replica found out holds for all, and only one of them tries the server again. */
export function createSharedCircuits(
  redis: SharedRedis,
  replicas: Replicas,
): (server: string) => CreateCircuit {
  const circuits = new Map<string, Set<(rest: Rest | undefined) => void>>();
  replicas.on("circuit", ({ server, rest }) => {
    for (const heard of circuits.get(String(server)) ?? []) heard(restOf(rest));
  });
  return (server) => (changed) => {
    const heard = circuits.get(server) ?? new Set();
    circuits.set(server, heard);
    return sharedCircuit(server, { redis, replicas, heard }, changed);
  };
}

/** Times of other machines may differ: no rest is longer than the longest. */
function restOf(given: unknown): Rest | undefined {
  if (given === undefined || given === null) return undefined;
  const rest = given as Rest;
  return { ...rest, until: Math.min(rest.until, Date.now() + longestPauseMs) };
}

interface Shared {
  redis: SharedRedis;
  replicas: Replicas;
  heard: Set<(rest: Rest | undefined) => void>;
}

function sharedCircuit(
  server: string,
  { redis, replicas, heard }: Shared,
  changed: (state: CircuitName) => void,
): ReturnType<CreateCircuit> {
  const place = redis.key("circuit", server);
  const claim = redis.key("circuit-probe", server);
  let rest: Rest | undefined;
  let probing = false;
  let reason = "no reason given";
  let counting = newCount();

  /** Counts failures until it opens; from then on the rest that all share decides. */
  function newCount(): ReturnType<CreateCircuit> {
    return createCircuit((state) => {
      if (state === "open" && !rest) leaveAlone(firstPauseMs);
    });
  }

  function take(found: Rest | undefined): void {
    if (found === undefined && rest === undefined) return;
    const before = rest;
    rest = found;
    counting = newCount();
    if (!before !== !found) changed(found ? "open" : "closed");
  }

  function leaveAlone(pauseMs: number): void {
    const found = { until: Date.now() + pauseMs, pauseMs, reason };
    // A trial in vain is told as well: it was half-open meanwhile.
    if (rest) changed("open");
    take(found);
    tell(found);
    const text = JSON.stringify(found);
    redis.ask((client) => client.set(place, text, "PX", pauseMs + probeMs)).catch(() => undefined);
  }

  function healthy(): void {
    take(undefined);
    tell(undefined);
    redis.ask((client) => client.del(place)).catch(() => undefined);
  }

  function tell(found: Rest | undefined): void {
    const body: Json = { server };
    if (found) body.rest = found;
    replicas.tell("circuit", body);
  }

  function refuse({ until, reason: why }: Rest): never {
    const seconds = Math.max(1, Math.ceil((until - Date.now()) / 1000));
    throw new CircuitOpenError(
      `failed several times in a row (${why}) and is left alone by all replicas for a moment; it is tried again by itself in about ${seconds} s`,
    );
  }

  /** Without Redis nobody else can be asked, so this one tries. */
  const isOurTurn = (): Promise<boolean> =>
    redis
      .ask((client) => client.set(claim, replicas.self, "PX", probeMs, "NX"))
      .then((kept) => kept === "OK")
      .catch(() => true);

  async function probe<T>(current: Rest, work: () => Promise<T>, repeatable: boolean): Promise<T> {
    if (probing || !(await isOurTurn())) return refuse(current);
    probing = true;
    changed("half-open");
    try {
      const answer = await counting.run(work, repeatable);
      healthy();
      return answer;
    } catch (error) {
      if (isOutage(error)) {
        reason = error.message;
        leaveAlone(Math.min(2 * current.pauseMs, longestPauseMs));
      } else if (!(error instanceof LinkError) || error.kind !== "cancelled") healthy();
      else changed("open");
      throw error;
    } finally {
      probing = false;
      redis.ask((client) => client.del(claim)).catch(() => undefined);
    }
  }

  heard.add(take);
  // Whoever starts while a server is left alone leaves it alone as well.
  redis
    .ask((client) => client.get(place))
    .then((text) => {
      if (text !== null && !rest) take(restOf(JSON.parse(text)));
    })
    .catch(() => undefined);

  return {
    state: () => (rest ? (probing ? "half-open" : "open") : counting.state()),
    async run(work, repeatable) {
      if (rest) {
        if (Date.now() < rest.until) refuse(rest);
        return probe(rest, work, repeatable);
      }
      try {
        return await counting.run(work, repeatable);
      } catch (error) {
        if (isOutage(error)) reason = error.message;
        throw error;
      }
    },
  };
}

const isOutage = (error: unknown): error is LinkError => error instanceof LinkError && error.outage;
