/** The end of a request before its answer. One is made for every request: it costs nothing until somebody asks for more. */
export class Cancellation {
  aborted = false;
  #controller: AbortController | undefined;
  #tells: Set<() => void> | undefined;

  /** For those who take nothing else. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.aborted) this.#controller.abort();
    return this.#controller.signal;
  }

  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    this.#controller?.abort();
    for (const tell of this.#tells ?? []) tell();
  }

  whenAborted(tell: () => void): void {
    this.#tells ??= new Set();
    this.#tells.add(tell);
  }

  forget(tell: () => void): void {
    this.#tells?.delete(tell);
  }
}

/** Either kind of end. */
export type Stop = AbortSignal | Cancellation;

export function whenStopped(stop: Stop, tell: () => void): void {
  if (stop instanceof Cancellation) stop.whenAborted(tell);
  else stop.addEventListener("abort", tell, { once: true });
}

export function forgetStop(stop: Stop, tell: () => void): void {
  if (stop instanceof Cancellation) stop.forget(tell);
  else stop.removeEventListener("abort", tell);
}
