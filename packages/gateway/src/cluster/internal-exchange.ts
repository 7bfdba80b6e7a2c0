import type { Exchange, Session } from "../relay/session.ts";

/** A request that the gateway itself makes for a session; nobody reads what is said on the way. */
export const internalExchange = (session: Session): Exchange => ({
  id: 0,
  session,
  meta: undefined,
  signal: new AbortController().signal,
  notify: () => undefined,
});
