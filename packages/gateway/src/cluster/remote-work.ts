import type { Json } from "@sophia-mcp/core/envelope";
import type { SharedRedis } from "./redis.ts";
import type { Replicas } from "./replicas.ts";

/** The replica that was to do something is gone, or cannot be reached. */
export class ReplicaGoneError extends Error {
  override name = "ReplicaGoneError";
  /** Whether it may have begun. */
  readonly begun: boolean;
  constructor(begun: boolean) {
    super("the replica of the gateway that it belongs to is gone");
    this.begun = begun;
  }
}

export interface Way {
  /** Takes what is said before the answer. */
  line(text: string): void;
  signal: AbortSignal;
}

/** Work that only one replica can do, asked for by another. */
export interface RemoteWork {
  /** @throws ReplicaGoneError */
  ask(replica: string, kind: string, body: Json, way: Way): Promise<Json>;
  serve(kind: string, work: (body: Json, way: Way) => Promise<Json>): void;
}

interface Waiting {
  replica: string;
  line(text: string): void;
  resolve(answer: Json): void;
  reject(error: Error): void;
}

interface Message {
  id: number;
  work: string;
  body: Json;
  text: string;
}

export function createRemoteWork(replicas: Replicas, redis: SharedRedis): RemoteWork {
  const waiting = new Map<number, Waiting>();
  const serving = new Map<string, AbortController>();
  const works = new Map<string, (body: Json, way: Way) => Promise<Json>>();
  let count = 0;

  function giveUp(concerns: (one: Waiting) => boolean): void {
    for (const [id, one] of waiting) {
      if (!concerns(one)) continue;
      waiting.delete(id);
      one.reject(new ReplicaGoneError(true));
    }
  }

  replicas.onGone((gone) => giveUp(({ replica }) => replica === gone));
  // What was said while Redis was away is lost, and perhaps it was the answer.
  redis.onBack(() => giveUp(() => true));

  replicas.on("work-line", (body) => {
    const { id, text } = body as unknown as Message;
    waiting.get(id)?.line(text);
  });
  replicas.on("work-done", (body) => {
    const { id, body: answer } = body as unknown as Message;
    waiting.get(id)?.resolve(answer);
    waiting.delete(id);
  });
  replicas.on("work-abort", ({ id }, from) => serving.get(`${from} ${String(id)}`)?.abort());
  replicas.on("work", (message, from) => {
    const { id, work, body } = message as unknown as Message;
    const run = works.get(work);
    if (!run) return;
    const abort = new AbortController();
    const key = `${from} ${id}`;
    serving.set(key, abort);
    const say = (kind: string, said: Json): void =>
      void replicas.tellOne(from, kind, { id, ...said }).catch(() => undefined);
    run(body, { signal: abort.signal, line: (text) => say("work-line", { text }) })
      .then((answer) => say("work-done", { body: answer }))
      .catch(() => undefined)
      .finally(() => serving.delete(key));
  });
  replicas.onGone((gone) => {
    for (const [key, abort] of serving) if (key.startsWith(`${gone} `)) abort.abort();
  });

  return {
    serve: (kind, work) => void works.set(kind, work),
    async ask(replica, work, body, { line, signal }) {
      const id = ++count;
      const answered = new Promise<Json>((resolve, reject) => {
        waiting.set(id, { replica, line, resolve, reject });
      });
      answered.catch(() => undefined);
      const abort = (): void => {
        void replicas.tellOne(replica, "work-abort", { id }).catch(() => undefined);
      };
      signal.addEventListener("abort", abort, { once: true });
      try {
        const there = await replicas.tellOne(replica, "work", { id, work, body }).catch(() => false);
        if (!there) throw new ReplicaGoneError(false);
        return await answered;
      } finally {
        waiting.delete(id);
        signal.removeEventListener("abort", abort);
      }
    },
  };
}
