import type { ServerResponse } from "node:http";

/** Events that a client can ask for again after its connection was cut. */
const keptEvents = 256;
const keepAliveMs = 15_000;

interface Event {
  id: string;
  line: string;
}

/** Messages to one client in their order, on whichever connection it reads them. */
export interface EventStream {
  readonly id: string;
  write(line: string): void;
  /** Nothing follows: the connection is closed, what was sent can still be asked for. */
  end(): void;
  /** @param after the last event that the client has seen */
  attach(res: ServerResponse, after?: string): void;
  readonly attached: boolean;
  has(eventId: string): boolean;
}

/** @param numbered whether events carry ids, so that a client can go on after a cut */
export function createEventStream(id: string, numbered: boolean): EventStream {
  const events: Event[] = [];
  let count = 0;
  let sink: ServerResponse | undefined;
  let ended = false;
  let alive: NodeJS.Timeout | undefined;

  const put = ({ id: eventId, line }: Event): void => {
    sink?.write(
      numbered ? `id: ${eventId}\nevent: message\ndata: ${line}\n\n` : `event: message\ndata: ${line}\n\n`,
    );
  };

  function detach(): void {
    clearInterval(alive);
    sink = undefined;
  }

  return {
    id,
    get attached() {
      return sink !== undefined;
    },
    has: (eventId) => events.some((event) => event.id === eventId),
    write(line) {
      const event = { id: `${id}-${++count}`, line };
      if (numbered) {
        events.push(event);
        if (events.length > keptEvents) events.shift();
      }
      put(event);
    },
    attach(res, after) {
      sink?.end();
      detach();
      sink = res;
      if (!res.headersSent) res.writeHead(200, eventStreamHeaders);
      res.once("close", () => {
        if (sink === res) detach();
      });
      // Proxies and clients give up connections on which nothing comes for long.
      alive = setInterval(() => res.write(":\n\n"), keepAliveMs).unref();
      if (after !== undefined) {
        const from = events.findIndex((event) => event.id === after) + 1;
        for (const event of events.slice(from)) put(event);
      }
      if (ended) {
        res.end();
        detach();
      }
    },
    end() {
      ended = true;
      sink?.end();
      detach();
    },
  };
}

const eventStreamHeaders = {
  "content-type": "text/event-stream",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
  "x-content-type-options": "nosniff",
};
