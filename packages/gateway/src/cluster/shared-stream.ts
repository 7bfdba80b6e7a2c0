import { createEventStream, type EventStream, type Sink } from "../fronts/event-stream.ts";
import { script, type SharedRedis } from "./redis.ts";

/** KEYS: the stream. ARGV: line, how long it is kept, the channel of whoever has the client's connection. */
const append = script(`
  local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', 256, '*', 'line', ARGV[1])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  redis.call('PUBLISH', ARGV[3], id .. ' ' .. ARGV[1])
  return id`);

/** KEYS: the stream. Answers the id after which all that follows is new. */
const newest = script(`
  local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
  if last[1] then return last[1][1] end
  local clock = redis.call('TIME')
  return string.format('%d-0', clock[1] * 1000 + math.floor(clock[2] / 1000))`);

/** Said on a session's channel by the replica to which the client has come. */
const taken = "taken";
const patienceMs = 1000;
const retryMs = 500;

export interface SharedStreamOptions {
  redis: SharedRedis;
  self: string;
  session: string;
  keptMs: number;
  /** Changes of lists since then that this replica knows of, as lines. */
  changes(since: number): readonly string[];
  /** The client's connection is here now. */
  attached(): void;
}

/**
 * What belongs to no request, in one order over all replicas: written by any of them, read by the one to which the
 * client is connected. Events keep their ids whichever replica sends them, so that a client can go on at another.
 */
export function createSharedStream(options: SharedStreamOptions): EventStream {
  const { redis, self, session, keptMs } = options;
  const place = redis.key("stream", session);
  const channel = redis.key("stream-to", session);
  const own = createEventStream("g", false);
  let last = "0-0";
  /** What came while the past was being read. */
  let early: [id: string, line: string][] | undefined;

  function put(id: string, line: string): void {
    if (!isAfter(id, last)) return;
    last = id;
    own.put(id, line);
  }

  function heard(text: string): void {
    const space = text.indexOf(" ");
    const [id, line] = [text.slice(0, space), text.slice(space + 1)];
    if (id !== taken) {
      if (early) early.push([id, line]);
      else put(id, line);
    } else if (line !== self && own.attached) {
      own.pause();
      redis.unsubscribe(channel);
    }
  }

  async function readPast(): Promise<void> {
    const past = await redis.ask((client) => client.xrange(place, `(${last}`, "+"), patienceMs);
    for (const [id, [, line = ""]] of past) put(id, line);
  }

  /** A client that comes for the first time is told an event without data, by which it can come back. */
  async function begin(sink: Sink): Promise<void> {
    last = String(await redis.run(newest, [place], [], patienceMs));
    sink.write(`id: ${last}\nretry: ${retryMs}\ndata: \n\n`);
  }

  async function follow(sink: Sink, after: string | undefined): Promise<void> {
    early = [];
    try {
      await soon(redis.subscribe(channel, heard));
      await redis.ask((client) => client.publish(channel, `${taken} ${self}`));
      last = after ?? last;
      await (after === undefined ? begin(sink) : readPast());
    } catch {
      // Redis is away: what is written here is heard all the same.
    }
    for (const [id, line] of early) put(id, line);
    early = undefined;
    if (after !== undefined) for (const line of options.changes(timeOf(after))) stream.write(line);
    options.attached();
  }

  const forget = redis.onBack(() => {
    if (own.attached && last !== "0-0") readPast().catch(() => undefined);
  });

  const stream: EventStream = {
    id: own.id,
    get attached() {
      return own.attached;
    },
    has: () => false,
    put,
    write(line, everywhere) {
      // Every replica hears of it: the one that has the client's connection passes it on.
      if (everywhere && !own.attached) return;
      redis.run(append, [place], [line, keptMs, channel]).catch(() => own.put(undefined, line));
    },
    attach(sink, after) {
      own.attach(sink);
      // The head goes out with the first words, and nobody knows when there will be others.
      sink.write(":\n\n");
      sink.once("close", () => {
        if (!own.attached) redis.unsubscribe(channel);
      });
      void follow(sink, after !== undefined && sharedId.test(after) ? after : undefined);
    },
    pause: () => own.pause(),
    end() {
      forget();
      redis.unsubscribe(channel);
      own.end();
    },
  };
  return stream;
}

const sharedId = /^\d{13,}-\d+$/;
const timeOf = (id: string): number => Number(id.split("-", 1)[0]);

function isAfter(id: string, other: string): boolean {
  const [time = 0, count = 0] = id.split("-").map(Number);
  const [otherTime = 0, otherCount = 0] = other.split("-").map(Number);
  return time > otherTime || (time === otherTime && count > otherCount);
}

function soon(work: Promise<void>): Promise<void> {
  return Promise.race([work, new Promise<void>((resolve) => setTimeout(resolve, patienceMs).unref())]);
}
