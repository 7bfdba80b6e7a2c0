/** Where a stream is read: a response, or another replica that has one. */
export interface Sink {
  readonly headersSent: boolean;
  writeHead(status: number, headers: Record<string, string>): unknown;
  write(text: string): unknown;
  end(): unknown;
  once(event: "close", closed: () => void): unknown;
}

/** Events that a client can ask for again after its connection was cut. */
const keptEvents = 256;
const keepAliveMs = 15_000;
const retryMs = 500;

interface Event {
  /** Undefined where a client cannot go on after it. */
  id: string | undefined;
  line: string;
}

/** Messages to one client in their order, on whichever connection it reads them. */
export interface EventStream {
  readonly id: string;
  /** @param everywhere whether each replica of the gateway writes it to its own clients */
  write(line: string, everywhere?: boolean): void;
  /** Writes what has its id already. */
  put(eventId: string | undefined, line: string): void;
  /** Nothing follows: the connection is closed, what was sent can still be asked for. */
  end(): void;
  /** Closes the connection only: the client comes back for what follows. */
  pause(): void;
  /** @param after the last event that the client has seen */
  attach(res: Sink, after?: string): void;
  readonly attached: boolean;
  has(eventId: string): boolean;
}

/** @param numbered whether events carry ids, so that a client can go on after a cut */
export function createEventStream(id: string, numbered: boolean): EventStream {
  const events: Event[] = [];
  let count = 0;
  let sink: Sink | undefined;
  let ended = false;
  let alive: NodeJS.Timeout | undefined;

  const send = ({ id: eventId, line }: Event): void => {
    const head = eventId === undefined ? "" : `id: ${eventId}\n`;
    sink?.write(`${head}event: message\ndata: ${line}\n\n`);
  };

  function put(eventId: string | undefined, line: string): void {
    const event = { id: eventId, line };
    if (eventId !== undefined) {
      events.push(event);
      if (events.length > keptEvents) events.shift();
    }
    send(event);
  }

  function detach(): void {
    clearInterval(alive);
    sink = undefined;
  }

  return {
    id,
    get attached() {
      return sink !== undefined;
    },
    has: (eventId) => eventId === `${id}-0` || events.some((event) => event.id === eventId),
    put,
    write: (line) => put(numbered ? `${id}-${++count}` : undefined, line),
    attach(res, after) {
      sink?.end();
      detach();
      sink = res;
      if (!res.headersSent) res.writeHead(200, eventStreamHeaders);
      // An event without data, by which a client can come back before it has got anything.
      if (numbered && after === undefined) res.write(`id: ${id}-0\nretry: ${retryMs}\ndata: \n\n`);
      res.once("close", () => {
        if (sink === res) detach();
      });
      // Proxies and clients give up connections on which nothing comes for long.
      alive = setInterval(() => res.write(":\n\n"), keepAliveMs).unref();
      if (after !== undefined) {
        const from = events.findIndex((event) => event.id === after) + 1;
        for (const event of events.slice(from)) send(event);
      }
      if (ended) {
        res.end();
        detach();
      }
    },
    pause() {
      sink?.end();
      detach();
    },
    end() {
      ended = true;
      sink?.end();
      detach();
    },
  };
}

export const eventStreamHeaders = {
  "content-type": "text/event-stream",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
  "x-content-type-options": "nosniff",
};
