import { isEventStream, readEvents } from "./body.ts";
import type { Sender } from "./sender.ts";

export interface ListenOptions {
  sender: Sender;
  data(data: string): void;
  /** The server does not know the session any more. */
  lost(): void;
  /** The server offers no such stream: its status. */
  none(status: number): void;
}

export const firstPauseMs = 1000;
const longestPauseMs = 30_000;

/** Twice as long each time, from what the server asked for. */
export const waiting = (pause: number, attempts: number): number =>
  Math.min(longestPauseMs, Math.max(0, pause) * 2 ** Math.min(attempts, 10));

/**
 * Keeps a session's own stream open, on which a server of an older revision says what belongs to no request. Returns
 * the function that ends it.
 */
export function keepListening({ sender, data, lost, none }: ListenOptions): () => void {
  let last: string | undefined;
  let pause = firstPauseMs;
  let attempts = 0;
  let stop: () => void;

  function again(): void {
    const timer = setTimeout(open, waiting(pause, attempts++)).unref();
    stop = () => clearTimeout(timer);
  }

  function open(): void {
    const headers: Record<string, string> = { accept: "text/event-stream" };
    if (last !== undefined) headers["last-event-id"] = last;
    stop = sender.send(
      { method: "GET", headers, repeatable: true },
      {
        answered(response) {
          const { status } = response;
          if (status === 200 && isEventStream(response)) {
            readEvents(response, {
              event(_name, text, id) {
                last = id ?? last;
                attempts = 0;
                data(text);
              },
              retry: (ms) => (pause = ms),
              end: again,
            });
            return;
          }
          response.drop();
          if (status === 404 && sender.session !== undefined) lost();
          else if (status >= 500) again();
          else none(status);
        },
        failed: again,
      },
    );
  }

  open();
  // Whatever it is by then: a request, or the wait for the next one.
  return () => stop();
}
